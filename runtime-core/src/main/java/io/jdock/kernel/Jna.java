package io.jdock.kernel;

import com.sun.jna.Native;

/** Binds native methods to functions of libraries by JNA. */
final class Jna {
    /** Where JNA looks for libraries. If it is not set, JNA asks ldconfig(8) once, which takes as long as a container's start. */
    private static final String SEARCH_PATH = "jna.platform.library.path";

    private Jna() {}

    /**
     * Binds all native methods of a class. JNA reads its search path when it is loaded, and then keeps it; what it gets here are the
     * directories that it would put first anyway, and dlopen(3) finds the others by itself.
     *
     * @throws UnsatisfiedLinkError if the library is not there, or JNA cannot be loaded
     */
    static synchronized void bind(Class<?> functions, String library) {
        boolean set = System.getProperty(SEARCH_PATH) != null;
        if (!set) {
            String gnu = Architecture.current() == Architecture.AARCH64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
            System.setProperty(SEARCH_PATH, "/usr/lib/" + gnu + ":/lib/" + gnu + ":/usr/lib64:/lib64:/usr/lib:/lib");
        }
        try {
            Native.register(functions, library);
        } finally {
            if (!set) {
                System.clearProperty(SEARCH_PATH);
            }
        }
    }

    /**
     * The same of a library that a system may lack, by a {@link StubLibrary} wherever the C library is called so: then JNA is not loaded
     * for this alone.
     *
     * @param stub its name there
     * @return whether the methods can be called
     */
    static boolean bindIfPresent(Class<?> functions, String library, String stub) {
        if (!LibC.isByJna()) {
            return StubLibrary.load(stub);
        }
        try {
            bind(functions, library);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }
}
