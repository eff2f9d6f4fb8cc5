// Made-up persons for tests and pictures: never real ones.

/// A citizen identity number with a right check character. [DATA-50]
/// @param sequence  0..999; odd numbers are men
export function id_number(region, birth, sequence) {
    const digits = region + birth.replaceAll('-', '') + String(sequence % 1000).padStart(3, '0');
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const sum = weights.reduce((all, weight, at) => all + weight * Number(digits[at]), 0);
    return digits + '10X98765432'[sum % 11];
}
