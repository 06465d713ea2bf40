/*
 * The second library, for NVIDIA devices: what the add-on opens at run time where there is a driver and a device. Plain C as in
 * proofpress.h, whose types and byte orders it shares; no exception crosses it. A build for machines without a device, the
 * emulated one, has the same functions.
 *
 * Statuses: PROOFPRESS_MEMORY where the work does not fit the device (said before anything is computed, or by a failed allocation;
 * the device can go on with smaller work), PROOFPRESS_INVALID for arguments, PROOFPRESS_DEVICE for any other failure of the device
 * or its driver. Functions may be called from any thread; calls with one key wait for each other.
 */
#ifndef PROOFPRESS_CUDA_H
#define PROOFPRESS_CUDA_H

#include "proofpress.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* Changes with every change of this header; the add-on opens no library of another version. */
#define PROOFPRESS_CUDA_VERSION 1
int proofpress_cuda_version(void);

typedef struct {
  char name[256];
  int compute_major, compute_minor;
  uint32_t multiprocessors;
  uint64_t total_bytes, free_bytes;
  /* 1000 * major + 10 * minor, as CUDA gives them. */
  int driver_version, runtime_version;
} proofpress_cuda_device;

/* Devices that can be used: 0 without a driver or a device, which is no error. */
proofpress_status proofpress_cuda_count_devices(int* count, proofpress_error* error);
proofpress_status proofpress_cuda_device_facts(int device, proofpress_cuda_device* facts, proofpress_error* error);

/* What a proof takes of a .zkey, as it lies in the mapped file: Montgomery form, any alignment. */
typedef struct {
  uint32_t wires, public_signals, domain_power, coefficient_count;
  const uint8_t* coefficients;           /* section 4, records of 44 bytes, without the count that begins it */
  const uint8_t *a, *b1, *b2, *c, *h;    /* sections 5 to 9 */
} proofpress_cuda_key_view;

/* The sums of a proof over the key's points, affine, Montgomery form: what blinding makes a proof of. */
typedef struct {
  uint8_t a[64], b1[64], b2[128], c[64], h[64];
} proofpress_cuda_sums;

typedef struct proofpress_cuda_key proofpress_cuda_key;
/* Copies a key to the memory of a device, where it stays until it is freed. The view is not used afterwards. */
proofpress_status proofpress_cuda_load_key(int device, const proofpress_cuda_key_view* view, proofpress_cuda_key** key,
                                           proofpress_error* error);
void proofpress_cuda_free_key(proofpress_cuda_key* key);
/* `witness`: `wires` plain integers below r. `work` is reported to between the steps. */
proofpress_status proofpress_cuda_prove_sums(proofpress_cuda_key* key, const uint8_t* witness, proofpress_cuda_sums* sums,
                                             const proofpress_work* work, proofpress_error* error);

/* As proofpress_msm and proofpress_ntt, on a device; `seconds` (may be null) receives the time of the computation without the
 * copies. */
proofpress_status proofpress_cuda_msm(int device, int group, const uint8_t* points, const uint8_t* scalars, size_t count,
                                      uint8_t* out, double* seconds, proofpress_error* error);
proofpress_status proofpress_cuda_ntt(int device, uint8_t* values, unsigned power, int inverse, double* seconds,
                                      proofpress_error* error);

/* Orders failures for tests, see runtime/faults.cuh; an empty text orders none. INVALID for a text of another form. */
proofpress_status proofpress_cuda_order_fault(const char* fault, proofpress_error* error);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
