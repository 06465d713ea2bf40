#include "../field/fq2.cuh"
#include "msm-kernels.cuh"

namespace proofpress::cuda {

template class MsmSums<Fq2>;
template class Msm<Fq2>;

}  // namespace proofpress::cuda
