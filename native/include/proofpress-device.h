/*
 * NVIDIA devices as the add-on offers them: functions of proofpress-cuda.h, taken from a library that is opened at run time.
 * Statuses and types are those of the two other headers.
 */
#ifndef PROOFPRESS_DEVICE_H
#define PROOFPRESS_DEVICE_H

#include "proofpress-cuda.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Opens the library and counts its devices (0: none, or no driver). Once it is open, later calls must name the same file. With
 * `needs_driver` the library is not touched where the system has no driver. INVALID for a library that cannot be opened or
 * is of another version, DEVICE where the driver fails. */
proofpress_status proofpress_device_open(const char* library_path, int needs_driver, int* count, proofpress_error* error);

/* INVALID where no library is open; otherwise as their namesakes of proofpress-cuda.h. */
proofpress_status proofpress_device_facts(int device, proofpress_cuda_device* facts, proofpress_error* error);
proofpress_status proofpress_device_msm(int device, int group, const uint8_t* points, const uint8_t* scalars, size_t count,
                                        uint8_t* out, double* seconds, proofpress_error* error);
proofpress_status proofpress_device_ntt(int device, uint8_t* values, unsigned power, int inverse, double* seconds,
                                        proofpress_error* error);
proofpress_status proofpress_device_order_fault(const char* fault, proofpress_error* error);

/* As proofpress_groth16_prove, with the sums made by a device. The key stays in the device's memory until the key is freed or the
 * device fails. MEMORY where it does not fit, DEVICE where the device fails: then proofpress_groth16_prove does it all the same. */
proofpress_status proofpress_groth16_prove_on_device(proofpress_key* key, int device, const char* wtns_path, uint8_t proof[256],
                                                     uint8_t* public_signals, const proofpress_work* work,
                                                     proofpress_error* error);

#ifdef __cplusplus
}
#endif

#endif
