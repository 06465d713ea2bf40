#include "../curve/xyzz.hpp"
#include "../field/square-root.hpp"
#include "guard.hpp"
#include "primitives-plain.hpp"

using namespace proofpress;

namespace {

Fq root_of(const Fq& a) {
  Fq root;
  if (!square_root(a, root)) fail_invalid("The element has no square root.");
  return is_negative(root) ? -root : root;
}
Fr root_of(const Fr&) { fail_invalid("Square roots are of the field q only."); }

template <class Field>
void operate(char operation, const uint8_t* a_bytes, const uint8_t* b_bytes, uint8_t* out) {
  Field a = load_plain_element<Field>(a_bytes, "The operand a");
  auto b = [&] {
    require_argument(b_bytes, "b");
    return load_plain_element<Field>(b_bytes, "The operand b");
  };
  Field result;
  switch (operation) {
    case '+':
      result = a + b();
      break;
    case '-':
      result = a - b();
      break;
    case '*':
      result = a * b();
      break;
    case 'i':
      result = a.inverse();
      break;
    case 's':
      result = root_of(a);
      break;
    default:
      fail_invalid("The operation is one of + - * i s.");
  }
  result.to_plain().store(out);
}

template <class Field>
void add(const uint8_t* a, const uint8_t* b, uint8_t* out) {
  auto sum = Xyzz<Field>::from(load_plain_point<Field>(a, "a")) + load_plain_point<Field>(b, "b");
  store_plain_point(sum.to_affine(), out);
}

template <class Field>
void multiply(const uint8_t* a, const U256& scalar, uint8_t* out) {
  store_plain_point(multiply_scalar<Field>(load_plain_point<Field>(a, "a"), scalar).to_affine(), out);
}

}  // namespace

proofpress_status proofpress_field(char field, char operation, const uint8_t a[32], const uint8_t b[32], uint8_t out[32],
                                   proofpress_error* error) {
  return guard(error, [&] {
    require_argument(a, "a");
    require_argument(out, "out");
    if (field == 'q')
      operate<Fq>(operation, a, b, out);
    else if (field == 'r')
      operate<Fr>(operation, a, b, out);
    else
      fail_invalid("The field is q or r.");
  });
}

proofpress_status proofpress_add_points(int group, const uint8_t* a, const uint8_t* b, uint8_t* out, proofpress_error* error) {
  return guard(error, [&] {
    require_argument(a, "a");
    require_argument(b, "b");
    require_argument(out, "out");
    if (group == 1)
      add<Fq>(a, b, out);
    else if (group == 2)
      add<Fq2>(a, b, out);
    else
      fail_invalid("The group is 1 or 2.");
  });
}

proofpress_status proofpress_multiply_point(int group, const uint8_t* a, const uint8_t scalar[32], uint8_t* out, proofpress_error* error) {
  return guard(error, [&] {
    require_argument(a, "a");
    require_argument(scalar, "scalar");
    require_argument(out, "out");
    if (group == 1)
      multiply<Fq>(a, U256::load(scalar), out);
    else if (group == 2)
      multiply<Fq2>(a, U256::load(scalar), out);
    else
      fail_invalid("The group is 1 or 2.");
  });
}
