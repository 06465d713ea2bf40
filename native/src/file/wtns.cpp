#include "wtns.hpp"

#include "field-elements.hpp"

namespace proofpress {

WtnsFile::WtnsFile(const std::string& path, Work& work) : file(path, "wtns", 2) {
  FileSection header = file.section(1, 40);
  if (!is_modulus_of<Fr>(header.data)) file.refuse("it belongs to another field");
  count = load_u32(header.data + 36);
  values = file.section(2, (std::uint64_t)count * 32).data;
  if (count == 0 || U256::load(values) != U256{{1, 0, 0, 0}}) file.refuse("its first value is not 1");
  if (!are_canonical<Fr>(values, count, 32, work)) file.refuse("a value is out of range");
}

}  // namespace proofpress
