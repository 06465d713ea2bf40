/**
 * What the queue does in Redis, each in one step that nothing comes between (Lua). KEYS[1] is the prefix of every key.
 *
 * PREFIX:inference:ID      hash: what is said about an inference
 * PREFIX:order:ID          JSON, deleted when it ends
 * PREFIX:receipt:ID        JSON
 * PREFIX:salts:ID          JSON
 * PREFIX:ready             sorted set of those that wait, in the order in which they are begun
 * PREFIX:running           set of ids
 * PREFIX:claims            hash: which inference the holder of a BullMQ job has
 * PREFIX:ended:STATE       sorted set of ids by the time of their end
 * PREFIX:turns             hash: the turn that is served now, by priority, and the last one of each caller
 * PREFIX:repeat:KEY        hash: fingerprint and id of what was ordered under an idempotency key
 * PREFIX:changes           channel: the id of whatever has changed
 */
const BEGIN = `
local prefix = KEYS[1]
local function key(a, b) if b then return prefix .. ':' .. a .. ':' .. b end return prefix .. ':' .. a end
local function tell(id) redis.call('PUBLISH', key('changes'), id) end
`;

/** A priority is worth more than any number of turns; both stay exact in a double. */
const TURNS_IN_A_PRIORITY = 2 ** 40;

/** id, now, caller, priority, maximumAttempts, model, order, maximumQueued, idempotency key, fingerprint -> [what, id or pace] */
export const SUBMIT = `${BEGIN}
local id, now, caller, priority, attempts, model, order, maximum, again, fingerprint = unpack(ARGV)
if again ~= '' then
  local earlier = redis.call('HMGET', key('repeat', again), 'fingerprint', 'id')
  if earlier[1] then
    if earlier[1] == fingerprint then return {'earlier', earlier[2]} end
    return {'conflict', ''}
  end
end
local waiting = redis.call('ZCARD', key('ready'))
if waiting >= tonumber(maximum) then return {'full', redis.call('GET', key('pace')) or ''} end
if waiting == 0 and redis.call('SCARD', key('running')) == 0 then redis.call('DEL', key('turns')) end
local turn = tonumber(redis.call('HGET', key('turns'), priority) or '0')
local last = redis.call('HGET', key('turns'), priority .. ':' .. caller)
if last and tonumber(last) + 1 > turn then turn = tonumber(last) + 1 end
redis.call('HSET', key('turns'), priority .. ':' .. caller, turn)
local member = string.format('%016d:%s', redis.call('INCR', key('sequence')), id)
local score = string.format('%.0f', turn - tonumber(priority) * ${TURNS_IN_A_PRIORITY})
redis.call('HSET', key('inference', id), 'modelName', model, 'caller', caller, 'state', 'queued', 'priority', priority,
  'attempts', 0, 'maximumAttempts', attempts, 'createdAt', now, 'member', member, 'score', score, 'turn', turn,
  'again', again)
redis.call('SET', key('order', id), order)
if again ~= '' then redis.call('HSET', key('repeat', again), 'fingerprint', fingerprint, 'id', id) end
redis.call('ZADD', key('ready'), score, member)
tell(id)
return {'new', id}
`;

/**
 * token, lease, now -> [] or [id, order, attempts, maximumAttempts, createdAt, whether it was begun often enough]. A BullMQ
 * job that is delivered again brings the inference back that its last holder had; one that is asked for twice with the same
 * lease is the same claim.
 */
export const CLAIM = `${BEGIN}
local token, lease, now = unpack(ARGV)
local id = redis.call('HGET', key('claims'), token)
local exhausted, begins = 0, 1
if id then
  local held = redis.call('HMGET', key('inference', id), 'state', 'token', 'lease')
  if held[1] ~= 'running' or held[2] ~= token then
    redis.call('HDEL', key('claims'), token)
    id = false
  elseif held[3] == lease then begins = 0 end
end
if not id then
  local first = redis.call('ZPOPMIN', key('ready'))
  if #first == 0 then return {} end
  id = string.sub(first[1], 18)
  redis.call('HSET', key('claims'), token, id)
  redis.call('SADD', key('running'), id)
  local place = redis.call('HMGET', key('inference', id), 'priority', 'turn')
  local served = tonumber(redis.call('HGET', key('turns'), place[1]) or '0')
  if tonumber(place[2]) > served then redis.call('HSET', key('turns'), place[1], place[2]) end
end
local inference = key('inference', id)
local begun = redis.call('HMGET', inference, 'attempts', 'maximumAttempts')
if begins == 1 and tonumber(begun[1]) >= tonumber(begun[2]) then exhausted, begins = 1, 0 end
redis.call('HINCRBY', inference, 'attempts', begins)
redis.call('HSET', inference, 'state', 'running', 'lease', lease, 'token', token, 'startedAt', now)
redis.call('HDEL', inference, 'progress')
tell(id)
local told = redis.call('HMGET', inference, 'attempts', 'maximumAttempts', 'createdAt')
return {id, redis.call('GET', key('order', id)) or '', told[1], told[2], told[3], exhausted}
`;

/**
 * id, state, lease ('' for whoever may end it without one), now, seconds, error, receipt, salts, how long salts are kept
 * ('' for as long as the rest), how long the rest is kept, whether inputs are kept -> whether it was written
 */
export const END = `${BEGIN}
local id, state, lease, now, seconds, failure, receipt, salts, saltsKept, kept, keepInputs = unpack(ARGV)
local inference = key('inference', id)
local held = redis.call('HMGET', inference, 'state', 'lease', 'member', 'token', 'again', 'startedAt')
if lease ~= '' and (held[1] ~= 'running' or held[2] ~= lease) then return 0 end
if held[1] ~= 'running' and held[1] ~= 'queued' then return 0 end
redis.call('ZREM', key('ready'), held[3])
redis.call('SREM', key('running'), id)
if held[4] then redis.call('HDEL', key('claims'), held[4]) end
redis.call('HDEL', inference, 'lease', 'token', 'progress')
redis.call('HSET', inference, 'state', state, 'finishedAt', now)
if seconds ~= '' then redis.call('HSET', inference, 'seconds', seconds) end
if failure ~= '' then redis.call('HSET', inference, 'error', failure) end
if receipt ~= '' then redis.call('SET', key('receipt', id), receipt, 'PX', kept) end
if salts ~= '' then redis.call('SET', key('salts', id), salts, 'PX', saltsKept ~= '' and saltsKept or kept) end
if keepInputs == '1' then redis.call('PEXPIRE', key('order', id), kept) else redis.call('DEL', key('order', id)) end
redis.call('PEXPIRE', inference, kept)
if held[5] and held[5] ~= '' then redis.call('PEXPIRE', key('repeat', held[5]), kept) end
redis.call('ZADD', key('ended', state), now, id)
if state == 'done' then
  local took = tonumber(now) - tonumber(held[6])
  local pace = tonumber(redis.call('GET', key('pace')) or took)
  redis.call('SET', key('pace'), string.format('%.0f', pace + (took - pace) / 10))
end
tell(id)
return 1
`;

/** id, lease, what is added to the attempts (0 or -1) -> whether it was written */
export const PUT_BACK = `${BEGIN}
local id, lease, change = unpack(ARGV)
local inference = key('inference', id)
local held = redis.call('HMGET', inference, 'state', 'lease', 'member', 'token', 'score')
if held[1] ~= 'running' or held[2] ~= lease then return 0 end
redis.call('SREM', key('running'), id)
redis.call('HDEL', key('claims'), held[4])
redis.call('HDEL', inference, 'lease', 'token', 'progress')
redis.call('HSET', inference, 'state', 'queued')
redis.call('HINCRBY', inference, 'attempts', change)
redis.call('ZADD', key('ready'), held[5], held[3])
tell(id)
return 1
`;

/** id, lease, progress */
export const PROGRESS = `${BEGIN}
local id, lease, progress = unpack(ARGV)
if redis.call('HGET', key('inference', id), 'lease') ~= lease then return 0 end
redis.call('HSET', key('inference', id), 'progress', progress)
tell(id)
return 1
`;
