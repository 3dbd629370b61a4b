package io.jdock.kernel;

/**
 * The size of a terminal's window in characters.
 *
 * @param rows 0 to 65,535; 0 if unknown
 * @param columns 0 to 65,535; 0 if unknown
 */
public record WindowSize(int rows, int columns) {
    private static final int LARGEST = 0xffff;

    public WindowSize {
        if (rows < 0 || rows > LARGEST || columns < 0 || columns > LARGEST) {
            throw new IllegalArgumentException("a terminal of " + rows + " rows and " + columns + " columns");
        }
    }
}
