"""Pure: the group ristretto255 (RFC 9496) and its scalars.

It reckons in GMP's integers where gmpy2 is installed, and else in Python's: the same numbers, some three
times slower. Neither takes the same time for all values, so it is for public values: no key of a keyholder
comes here (docs/sealed.md, Group).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache

try:
    from gmpy2 import mpz
except ModuleNotFoundError:
    mpz = int

PRIME = 2**255 - 19
EDWARDS_D = -121665 * pow(121666, -1, PRIME) % PRIME
"""d of the curve −x² + y² = 1 + dx²y²."""
ORDER = 2**252 + 27742317777372353535851937790883648493
"""How many elements the group has."""
ELEMENT_BYTES = SCALAR_BYTES = 32
IDENTITY_BYTES = bytes(ELEMENT_BYTES)
BASE_BYTES = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
FEW = 48
"""Up to so many terms a sum by Straus's way takes fewer additions than by Pippenger's."""

Element = tuple[int, int, int, int]
"""X, Y, Z, T on the Edwards curve: one of the points that stand for an element (RFC 9496, 4.3)."""
Term = tuple[int, Element]
"""A scalar, reduced or not, and what it multiplies."""
FixedTable = tuple[tuple[Element, ...], ...]
"""Of each window of four bits the multiples 0 to 15, ready to be added."""
_Prepared = tuple[int, int, int, int]
"""Y + X, Y − X, 2Z, 2dT: a point as what is to be added to others."""


class BadEncoding(ValueError):
    """Bytes that are no element, or no scalar, in the one way in which it is written."""


def scalar_from(data: bytes) -> int:
    """A scalar of 32 bytes, little-endian, below the order. Raises BadEncoding."""
    value = int.from_bytes(data, "little")
    if len(data) != SCALAR_BYTES or value >= ORDER:
        raise BadEncoding("scalar")
    return value


def scalar_bytes(value: int) -> bytes:
    """A scalar, reduced by the order, as its 32 bytes."""
    return int(value % ORDER).to_bytes(SCALAR_BYTES, "little")


class Ristretto:
    """The group over one kind of integers, ``int`` or ``gmpy2.mpz``."""

    def __init__(self, integer: Callable[[int], int] = mpz) -> None:
        self.integer = integer
        self._p = p = integer(PRIME)
        self._d = integer(EDWARDS_D)
        self._root = integer(pow(2, (PRIME - 1) // 4, PRIME))
        self._exponent = integer((PRIME - 5) // 8)
        self._one, self._two_d = integer(1), 2 * self._d % p
        self._inverse_root = self._square_root_of_ratio(self._one, -1 - self._d)[1]
        self.identity: Element = (integer(0), integer(1), integer(1), integer(0))
        self.base = self.element_from(BASE_BYTES)

    def element_from(self, data: bytes) -> Element:
        """Decode 32 bytes (RFC 9496, 4.3.1), the identity among them. Raises BadEncoding."""
        number = int.from_bytes(data, "little")
        if len(data) != ELEMENT_BYTES or number >= PRIME or number & 1:
            raise BadEncoding("element")
        p, s = self._p, self.integer(number)
        square = s * s % p
        u1, u2 = 1 - square, 1 + square
        u2_squared = u2 * u2 % p
        v = (-self._d * u1 * u1 - u2_squared) % p
        was_square, inverse = self._square_root_of_ratio(self._one, v * u2_squared % p)
        x = 2 * s * (inverse * u2 % p) % p
        x = p - x if x & 1 else x
        y = u1 * (inverse * (inverse * u2 % p) % p * v % p) % p
        t = x * y % p
        if not was_square or t & 1 or y == 0:
            raise BadEncoding("element")
        return x, y, self._one, t

    def encoded(self, element: Element) -> bytes:
        """The 32 bytes of an element (RFC 9496, 4.3.2)."""
        p, root = self._p, self._root
        x, y, z, t = element
        u1, u2 = (z + y) * (z - y) % p, x * y % p
        inverse = self._square_root_of_ratio(self._one, u1 * (u2 * u2 % p) % p)[1]
        one, two = inverse * u1 % p, inverse * u2 % p
        z_inverse = one * two % p * t % p
        other = y * root % p, x * root % p, one * self._inverse_root % p
        if t * z_inverse % p & 1:
            x, y, two = other
        if x * z_inverse % p & 1:
            y = -y
        s = two * (z - y) % p
        return int(p - s if s & 1 else s).to_bytes(ELEMENT_BYTES, "little")

    def is_identity(self, element: Element) -> bool:
        """Whether a point stands for the identity: one of the four whose X or Y is 0."""
        return element[0] % self._p == 0 or element[1] % self._p == 0

    def equal(self, one: Element, other: Element) -> bool:
        """Whether two points stand for one element (RFC 9496, 4.3.3)."""
        (x1, y1, _, _), (x2, y2, _, _) = one, other
        return (x1 * y2 - y1 * x2) % self._p == 0 or (y1 * y2 - x1 * x2) % self._p == 0

    def fingerprints(self, elements: Sequence[Element]) -> list[int]:
        """A number of each element, the same for all points that stand for it and for none of another.

        It is X/Y + Y/X: points of one element have the same X/Y, or its inverse (RFC 9496, 4.3.3). The
        identity has −1. All divisions together take one inversion (Montgomery 1987).
        """
        p, products, so_far = self._p, list[int](), self._one
        denominators = [x * y % p or self._one for x, y, _, _ in elements]
        for denominator in denominators:
            products.append(so_far)
            so_far = so_far * denominator % p
        inverse, found = pow(so_far, -1, p), list[int]()
        for element, denominator, before in zip(
            reversed(elements), reversed(denominators), reversed(products), strict=True
        ):
            x, y, _, _ = element
            number = (x * x + y * y) * (inverse * before % p) % p
            found.append(-1 if self.is_identity(element) else int(number))
            inverse = inverse * denominator % p
        return found[::-1]

    def add(self, one: Element, other: Element) -> Element:
        """The sum of two elements."""
        return _added(self._p, one, self._prepared(other))

    def negated(self, element: Element) -> Element:
        """The inverse of an element."""
        x, y, z, t = element
        return -x, y, z, -t

    def total(self, elements: Iterable[Element]) -> Element:
        """The sum of any number of elements."""
        result = self.identity
        for element in elements:
            result = self.add(result, element)
        return result

    def multiple(self, scalar: int, element: Element) -> Element:
        """The element, so many times."""
        return self.combination([(scalar, element)])

    def combination(self, terms: Sequence[Term]) -> Element:
        """The sum of all terms, each a scalar times an element."""
        reduced = [(int(scalar % ORDER), element) for scalar, element in terms]
        if len(reduced) <= FEW:
            return self._by_straus(reduced)
        return self._by_pippenger(reduced, _window(len(reduced)))

    def fixed_table(self, element: Element) -> FixedTable:
        """What ``fixed_multiple`` needs of an element that is multiplied often."""
        table = list[tuple[Element, ...]]()
        for _ in range(64):
            step, multiples = self._prepared(element), [self.identity]
            for _ in range(15):
                multiples.append(_added(self._p, multiples[-1], step))
            table.append(tuple(map(self._prepared, multiples)))
            element = _added(self._p, multiples[-1], step)
        return tuple(table)

    def fixed_multiple(self, scalar: int, table: FixedTable) -> Element:
        """A multiple of the element of the table: 64 additions, whatever the scalar."""
        p, result = self._p, self.identity
        for byte, (low, high) in zip(
            scalar_bytes(scalar), zip(table[::2], table[1::2], strict=True), strict=True
        ):
            result = _added(p, _added(p, result, low[byte & 15]), high[byte >> 4])
        return result

    def _square_root_of_ratio(self, u: int, v: int) -> tuple[bool, int]:
        """SQRT_RATIO_M1 (RFC 9496, 4.2)."""
        p = self._p
        v3 = v * v % p * v % p
        root = u * v3 % p * pow(u * (v3 * v3 % p * v % p) % p, self._exponent, p) % p
        check = v * root % p * root % p
        correct, flipped, turned = check == u % p, check == -u % p, check == -u * self._root % p
        turned_root = root * self._root % p
        root = turned_root if flipped or turned else root
        return correct or flipped, p - root if root & 1 else root

    def _prepared(self, element: Element) -> _Prepared:
        x, y, z, t = element
        return y + x, y - x, 2 * z, self._two_d * t % self._p

    def _by_straus(self, terms: Sequence[Term]) -> Element:
        """One chain of doublings for all terms, each with its odd multiples up to 15 (Straus 1964)."""
        p, at = self._p, [list[_Prepared]() for _ in range(257)]
        for scalar, element in terms:
            odd = [self._prepared(element)]
            twice, multiple = self._prepared(_doubled(p, element)), element
            for _ in range(7):
                multiple = _added(p, multiple, twice)
                odd.append(self._prepared(multiple))
            for place, digit in _sparse_digits(scalar):
                at[place].append(odd[digit >> 1] if digit > 0 else _turned(odd[-digit >> 1]))
        result = self.identity
        for prepared in reversed(at):
            result = _doubled(p, result)
            for each in prepared:
                result = _added(p, result, each)
        return result

    def _by_pippenger(self, terms: Sequence[Term], width: int) -> Element:
        """Window by window, what has one digit is summed first (Pippenger 1976, with signed digits)."""
        p, half, full = self._p, 1 << width - 1, 1 << width
        windows = [[self.identity] * (half + 1) for _ in range(254 // width + 1)]
        for scalar, element in terms:
            prepared = self._prepared(element)
            turned = _turned(prepared)
            for buckets in windows:
                digit = scalar & full - 1
                scalar >>= width
                if digit > half:
                    digit -= full
                    scalar += 1
                if digit > 0:
                    buckets[digit] = _added(p, buckets[digit], prepared)
                elif digit:
                    buckets[-digit] = _added(p, buckets[-digit], turned)
                elif not scalar:
                    break
        result = self.identity
        for buckets in reversed(windows):
            for _ in range(width):
                result = _doubled(p, result)
            running = weighted = self.identity
            for bucket in reversed(buckets[1:]):
                running = self.add(running, bucket)
                weighted = self.add(weighted, running)
            result = self.add(result, weighted)
        return result


@cache
def ristretto() -> Ristretto:
    """The group over the quickest integers that there are."""
    return Ristretto()


def _added(p: int, point: Element, other: _Prepared) -> Element:
    """A sum on the curve with a = −1 (Hisil, Wong, Carter, Dawson 2008, 3.1)."""
    x, y, z, t = point
    plus, minus, twice_z, scaled_t = other
    a, b, c, d = (y - x) * minus % p, (y + x) * plus % p, t * scaled_t % p, z * twice_z % p
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % p, g * h % p, f * g % p, e * h % p


def _doubled(p: int, point: Element) -> Element:
    """Twice a point (the same, 3.3)."""
    x, y, z, _ = point
    a, b = x * x % p, y * y % p
    h, g = a + b, a - b
    e, f = h - (x + y) ** 2, 2 * z * z + g
    e %= p
    f %= p
    return e * f % p, g * h % p, f * g % p, e * h % p


def _turned(other: _Prepared) -> _Prepared:
    plus, minus, twice_z, scaled_t = other
    return minus, plus, twice_z, -scaled_t


def _sparse_digits(scalar: int) -> Iterable[tuple[int, int]]:
    """The digits of a scalar that are not 0, with their places: odd, from −15 to 15, five places apart."""
    place = 0
    while scalar:
        gap = (scalar & -scalar).bit_length() - 1
        scalar, place = scalar >> gap, place + gap
        digit = scalar & 31
        digit -= (digit & 16) << 1
        yield place, digit
        scalar -= digit


def _window(terms: int) -> int:
    """The width of windows, in bits, by which so many terms take the fewest additions."""
    return min(range(3, 14), key=lambda width: (254 // width + 1) * (terms + (2 << width - 1)))
