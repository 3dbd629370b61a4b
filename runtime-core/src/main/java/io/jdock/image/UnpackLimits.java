package io.jdock.image;

/**
 * What a layer may become on disk, against archives that are made to fill it.
 *
 * @param entries how many files and directories
 * @param bytes of content, holes of sparse files included
 * @param ratio how many times larger than it was packed
 * @param unsuspected bytes up to which the ratio does not matter: zeros may well be packed a thousand times smaller
 */
public record UnpackLimits(long entries, long bytes, long ratio, long unsuspected) {
    /** Far beyond what images are. */
    public static final UnpackLimits DEFAULT = new UnpackLimits(2_000_000, 64L << 30, 200, 1L << 30);

    /** The same with another number of files and directories. */
    public UnpackLimits withEntries(long other) {
        return new UnpackLimits(other, bytes, ratio, unsuspected);
    }

    /** The same with another size. */
    public UnpackLimits withBytes(long other) {
        return new UnpackLimits(entries, other, ratio, unsuspected);
    }

    /** The same with another ratio. */
    public UnpackLimits withRatio(long other) {
        return new UnpackLimits(entries, bytes, other, unsuspected);
    }

    /** How many bytes a layer may become that has so many when it is packed. */
    long bytesOf(long packed) {
        long byRatio = packed > Long.MAX_VALUE / ratio ? Long.MAX_VALUE : packed * ratio;
        return Math.min(bytes, Math.max(unsuspected, byRatio));
    }
}
