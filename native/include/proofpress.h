/*
 * The native prover's edge: plain C, no C++ type and no exception crosses it.
 *
 * Field elements are 32 bytes, little-endian. "Plain" is the canonical integer (below the modulus); "Montgomery" is
 * value * 2^256 mod p, the form of points in .ptau and .zkey files. Points are affine: G1 = x y (64 bytes),
 * G2 = x.c0 x.c1 y.c0 y.c1 (128 bytes); infinity is all zero. Every function checks what it reads; a file or value that is
 * not as it should be gives PROOFPRESS_INVALID and a message, never a crash. Functions may be called from any thread.
 */
#ifndef PROOFPRESS_H
#define PROOFPRESS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  PROOFPRESS_OK = 0,
  PROOFPRESS_CANCELLED = 1,  /* `report` asked for it */
  PROOFPRESS_IO = 2,         /* a file cannot be read or written; `system_error` holds errno */
  PROOFPRESS_INVALID = 3,    /* a file or argument is not of the form it must have */
  PROOFPRESS_REJECTED = 4,   /* a well-formed key, witness or proof that does not hold */
  PROOFPRESS_MEMORY = 5,
  PROOFPRESS_INTERNAL = 6,
  PROOFPRESS_DEVICE = 7      /* a CUDA device or its driver failed */
} proofpress_status;

typedef struct {
  proofpress_status status;
  int system_error;
  /* What is wrong, one English sentence, UTF-8. */
  char message[480];
} proofpress_error;

/* How long work reports and is stopped. A null pointer stands for { NULL, NULL, 0 }. */
typedef struct {
  /* Called from the thread that made the call, now and then; fraction 0 to 1 of the whole call. Non-zero cancels. */
  int (*report)(void* context, const char* step, double fraction);
  void* context;
  /* Threads to use; 0 = one for each processor that this process may use. */
  unsigned threads;
} proofpress_work;

/* "ifma", "mulx" or "portable": the instructions that this build was compiled for. */
const char* proofpress_backend(void);
/* Whether this processor can run a build of the named backend (asked of the portable build). */
int proofpress_processor_can_run(const char* backend);

/* ---- Groth16 (ePrint 2016/260) over BN254 in iden3 file formats ---- */

/* Local powers of tau: draws tau, alpha, beta from the operating system, writes a prepared .ptau of `power`
 * (2 to 27), destroys all three. */
proofpress_status proofpress_powers_of_tau(const char* ptau_path, unsigned power, const proofpress_work* work,
                                           proofpress_error* error);

/* Phase 2 begins: .r1cs + prepared .ptau -> .zkey without contribution (gamma = delta = generator). */
proofpress_status proofpress_groth16_setup(const char* r1cs_path, const char* ptau_path, const char* zkey_path,
                                           const proofpress_work* work, proofpress_error* error);

/* Adds a contribution with fresh randomness of the operating system. `entropy` is mixed in; may be empty.
 * `hash` receives the 64-byte contribution hash that snarkjs prints. */
proofpress_status proofpress_groth16_contribute(const char* zkey_path, const char* new_zkey_path, const char* name,
                                                const uint8_t* entropy, size_t entropy_bytes, uint8_t hash[64],
                                                const proofpress_work* work, proofpress_error* error);

/* Adds the public contribution of a beacon: SHA-256 iterated 2^iterations_exponent times (10 to 63) over `beacon`. */
proofpress_status proofpress_groth16_beacon(const char* zkey_path, const char* new_zkey_path, const char* name,
                                            const uint8_t* beacon, size_t beacon_bytes, unsigned iterations_exponent,
                                            uint8_t hash[64], const proofpress_work* work, proofpress_error* error);

/* The full check of a key against circuit and powers of tau (what `snarkjs zkey verify` does). REJECTED says why. */
proofpress_status proofpress_groth16_verify_key(const char* r1cs_path, const char* ptau_path, const char* zkey_path,
                                                const proofpress_work* work, proofpress_error* error);

/* A proving key, mapped and checked once, for any number of proofs, one at a time. */
typedef struct proofpress_key proofpress_key;
proofpress_status proofpress_groth16_load_key(const char* zkey_path, proofpress_key** key, const proofpress_work* work,
                                              proofpress_error* error);
void proofpress_groth16_free_key(proofpress_key* key);

typedef struct {
  uint32_t wires, public_signals, domain_size;
  uint64_t coefficients, file_bytes;
} proofpress_key_info;
void proofpress_groth16_key_info(const proofpress_key* key, proofpress_key_info* info);

/* Verification key as bytes, coordinates plain: alpha G1, beta G2, gamma G2, delta G2, then IC, public_signals + 1 G1. */
size_t proofpress_groth16_verification_key_bytes(const proofpress_key* key);
void proofpress_groth16_verification_key(const proofpress_key* key, uint8_t* bytes);

/* Proves the witness of a .wtns file. `proof` = A G1, B G2, C G1, coordinates plain (256 bytes); `public_signals`
 * receives 32 plain bytes each. r and s are uniform from the operating system. The proof is not verified here. */
proofpress_status proofpress_groth16_prove(proofpress_key* key, const char* wtns_path, uint8_t proof[256],
                                           uint8_t* public_signals, const proofpress_work* work, proofpress_error* error);

/* OK if the proof holds, REJECTED if not, INVALID for points off the curve or outside the subgroup, signals >= r, ... */
proofpress_status proofpress_groth16_verify(const uint8_t* verification_key, size_t verification_key_bytes,
                                            const uint8_t* public_signals, size_t public_signal_count,
                                            const uint8_t proof[256], proofpress_error* error);

/* ---- The mathematics by itself, for tests against independent libraries and for later proof systems ---- */

/* field: 'q' or 'r'. operation: '+', '-', '*', 'i' (inverse of a, of zero: zero), 's' (square root of a; INVALID if none;
 * only 'q'). Plain in, plain out; operands >= p are INVALID. */
proofpress_status proofpress_field(char field, char operation, const uint8_t a[32], const uint8_t b[32], uint8_t out[32],
                                   proofpress_error* error);
/* group: 1 or 2. out = a + b and out = scalar * a; coordinates plain, points checked for curve (and subgroup on G2). */
proofpress_status proofpress_add_points(int group, const uint8_t* a, const uint8_t* b, uint8_t* out, proofpress_error* error);
proofpress_status proofpress_multiply_point(int group, const uint8_t* a, const uint8_t scalar[32], uint8_t* out,
                                            proofpress_error* error);
/* sum of scalars[i] * points[i]; points in Montgomery form as in .zkey (checked for coordinates below q only), scalars
 * plain below r; out Montgomery affine. */
proofpress_status proofpress_msm(int group, const uint8_t* points, const uint8_t* scalars, size_t count, uint8_t* out,
                                 const proofpress_work* work, proofpress_error* error);
/* In place on 2^power Montgomery elements of Fr, natural order in and out, snarkjs's roots; inverse != 0 divides by n. */
proofpress_status proofpress_ntt(uint8_t* values, unsigned power, int inverse, const proofpress_work* work,
                                 proofpress_error* error);
/* OK if the product of e(g1[i], g2[i]) is one, REJECTED if not; coordinates plain. */
proofpress_status proofpress_pairing_check(const uint8_t* g1, const uint8_t* g2, size_t count, proofpress_error* error);

#ifdef __cplusplus
}
#endif

#endif
