package io.jdock.kernel;

import java.nio.file.Path;

/**
 * A file that is written beside its place and then takes it by renameat2(2): whoever opens what is there gets all of what was there before, or
 * all of the new. If it is closed before that, it is removed. It may not outlast a power cut.
 *
 * <p>The first start of a JVM makes some, so it uses no class that such a JVM does not load anyway.
 */
public final class FreshFile implements AutoCloseable {
    /** Permissions of a file that only its owner may read and write. */
    public static final int OWNER_ONLY = 0600;

    /** Permissions of a file with which everybody may do what the umask leaves. */
    public static final int USUAL = 0666;

    private final String place;
    private final String path;
    private final Descriptor file;
    private boolean placed;

    private FreshFile(String place, String path, Descriptor file) {
        this.place = place;
        this.path = path;
        this.file = file;
    }

    /**
     * Makes an empty one.
     *
     * @param place in an existing directory; a file that is there is replaced
     * @param permissions of which the umask takes some away
     */
    public static FreshFile beside(Path place, int permissions) throws KernelException {
        while (true) {
            String path = place + "." + Long.toHexString(System.nanoTime());
            try {
                return new FreshFile(place.toString(), path, Descriptor.create(path, permissions));
            } catch (KernelException e) {
                if (!e.is(Errno.EEXIST)) { // left by a killed process, or somebody had the same moment
                    throw e;
                }
            }
        }
    }

    /** Gives a file new content, all of it or none. Parameters are those of {@link #beside}. */
    public static void replace(Path place, int permissions, byte[] content) throws KernelException {
        try (FreshFile fresh = beside(place, permissions)) {
            fresh.file().write(content);
            fresh.place();
        }
    }

    /** To be written to. Is closed with this object, if not before. */
    public Descriptor file() {
        return file;
    }

    /** Gives the file its place. */
    public void place() throws KernelException {
        try (NativeMemory from = NativeMemory.of(path);
                NativeMemory to = NativeMemory.of(place)) {
            Kernel.call(Syscall.RENAMEAT2, place, Kernel.AT_FDCWD, from.address(), Kernel.AT_FDCWD, to.address(), 0);
        }
        placed = true;
    }

    @Override
    public void close() {
        file.close();
        if (!placed) {
            try (NativeMemory name = NativeMemory.of(path)) {
                Kernel.attempt(Syscall.UNLINKAT, Kernel.AT_FDCWD, name.address(), 0);
            }
        }
    }
}
