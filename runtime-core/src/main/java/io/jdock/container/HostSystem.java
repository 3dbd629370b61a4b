package io.jdock.container;

import io.jdock.oci.Mount;
import io.jdock.plan.Launch.Sources;
import io.jdock.plan.Launch.Sources.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The embedded default root file system: what of the host's own system a program needs to run, and nothing of its
 * users' files.
 */
final class HostSystem {
    /** Trees of programs and libraries; the last two are where NixOS and Guix keep them. */
    private static final List<String> TREES =
            List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store");

    /**
     * What the C library and the JDK read in /etc: names of users and hosts, time zone, certificates, fonts, the linker's
     * cache and targets of links in /usr. Nothing in here is a secret; what is a secret, like /etc/shadow, is left out.
     */
    private static final List<String> ETC = List.of(
            "alternatives",
            "crypto-policies",
            "fonts",
            "group",
            "hosts",
            "ld.so.cache",
            "localtime",
            "nsswitch.conf",
            "os-release",
            "passwd",
            "pki",
            "resolv.conf",
            "ssl",
            "timezone");

    private final Sources sources;
    private final List<String> javaConfiguration;

    /**
     * @param javaConfiguration names in /etc that hold configuration of JDKs: Debian's lie in /etc/java-*
     */
    HostSystem(Sources sources, List<String> javaConfiguration) {
        this.sources = sources;
        this.javaConfiguration = List.copyOf(javaConfiguration);
    }

    /** The mounts that make it up, the root first. */
    List<Mount> mounts() {
        List<Mount> mounts = new ArrayList<>();
        mounts.add(Mount.of("/", "tmpfs", "tmpfs", "nosuid", "nodev", "mode=755"));
        TREES.forEach(tree -> add(mounts, tree));
        ETC.forEach(name -> add(mounts, "/etc/" + name));
        javaConfiguration.forEach(name -> add(mounts, "/etc/" + name));
        return mounts;
    }

    private void add(List<Mount> mounts, String path) {
        Kind kind = sources.kind(path);
        if (kind == Kind.SYMLINK && staysInside(path)) {
            mounts.add(Mount.of(path, "none", path, "bind", "copy-symlink"));
        } else if (sources.followed(path) != Kind.MISSING) {
            mounts.add(Mount.of(path, "none", path, "rbind", "rro", "rnosuid", "rnodev", "ridmap"));
        }
    }

    /** A link to what is mounted anyway is copied; one that leads elsewhere is followed, as /etc/resolv.conf often is. */
    private boolean staysInside(String path) {
        String target = java.nio.file.Path.of(path)
                .resolveSibling(sources.link(path))
                .normalize()
                .toString();
        return TREES.stream().anyMatch(tree -> target.equals(tree) || target.startsWith(tree + "/"));
    }
}
