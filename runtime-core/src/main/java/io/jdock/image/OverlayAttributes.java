package io.jdock.image;

/** The extended attributes by which an overlay of a user namespace keeps what it knows (overlayfs.rst, "userxattr"). */
public final class OverlayAttributes {
    private static final String USER = "user.";
    private static final String OVERLAY = USER + "overlay.";

    /** Of a directory that hides what lower layers have in the same place. */
    public static final String OPAQUE = OVERLAY + "opaque";

    /** Of what the kernel has copied from a lower layer (fs/overlayfs/copy_up.c, ovl_set_origin), with a value or without. */
    public static final String ORIGIN = OVERLAY + "origin";

    private OverlayAttributes() {}

    /** Whether an attribute is one that everybody may set, and says nothing to overlays. */
    static boolean isFree(String name) {
        return name.startsWith(USER) && !name.startsWith(OVERLAY);
    }
}
