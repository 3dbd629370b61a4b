package shop;

/** Something to compile. */
public record Price(long cents) {
    public Price times(int count) {
        return new Price(Math.multiplyExact(cents, count));
    }
}
