package modules;

final class Sum {
    static int of(int one, int other) {
        return one + other;
    }

    private Sum() {}
}
