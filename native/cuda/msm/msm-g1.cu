#include "msm-kernels.cuh"

namespace proofpress::cuda {

template class MsmSums<Fq>;
template class Msm<Fq>;

}  // namespace proofpress::cuda
