package io.jdock.cgroup.systemd;

import io.jdock.cgroup.CgroupException;
import io.jdock.cgroup.systemd.DBusWriter.Property;
import io.jdock.cgroup.systemd.DBusWriter.Variant;
import io.jdock.host.BaseDirectory;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The systemd that manages a machine, or a user's session, asked over its bus (org.freedesktop.systemd1(5)). It is asked anew for
 * each thing, and nothing stays open in between. Safe for use by several threads.
 *
 * <p>Every method throws {@link CgroupException} if it cannot be asked or refuses.
 */
public final class SystemdManager {
    private static final String NAME = "org.freedesktop.systemd1";
    private static final String OBJECT = "/org/freedesktop/systemd1";
    private static final String MANAGER = "org.freedesktop.systemd1.Manager";
    private static final String NO_SUCH_UNIT = "org.freedesktop.systemd1.NoSuchUnit";
    private static final String SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";

    private final String address;
    private final String defaultSlice;

    private SystemdManager(String address, String defaultSlice) {
        this.address = address;
        this.defaultSlice = defaultSlice;
    }

    /**
     * The one whose bus the environment names; else it is where it always is.
     *
     * @param root whether the machine's root asks, and so the machine's manager
     */
    public static SystemdManager of(boolean root, Map<String, String> environment) {
        if (root) {
            return new SystemdManager(environment.getOrDefault("DBUS_SYSTEM_BUS_ADDRESS", SYSTEM_BUS), "system.slice");
        }
        String session =
                BaseDirectory.SESSION.in(environment).map(Path::toString).orElse("");
        return new SystemdManager(
                environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + session + "/bus"), "user.slice");
    }

    /** The scope that a container gets from {@code linux.cgroupsPath}. */
    public ScopeName scope(Optional<String> cgroupsPath, String id) {
        return ScopeName.parse(cgroupsPath, id, defaultSlice);
    }

    /** The control group below which it makes all others; {@code ""} for the root. */
    public String controlGroup() {
        return ask("learn where systemd makes control groups", bus -> {
            ByteBuffer answer = bus.call(
                    NAME,
                    OBJECT,
                    "org.freedesktop.DBus.Properties",
                    "Get",
                    "ss",
                    new DBusWriter().string(MANAGER).string("ControlGroup").bytes());
            DBusMessage.signature(answer);
            String path = DBusMessage.string(answer);
            return path.equals("/") ? "" : path;
        });
    }

    /**
     * Makes a scope with one process in it, all of whose control group is then the caller's to change. It ends by itself with the
     * last process.
     *
     * @param pid in the caller's PID namespace, which must be systemd's too
     */
    public void start(ScopeName scope, int pid, String description) {
        List<Property> properties = List.of(
                new Property("Description", Variant.text(description)),
                new Property("Slice", Variant.text(scope.slice())),
                new Property("PIDs", Variant.numbers(List.of(pid))),
                new Property("Delegate", Variant.flag(true)),
                new Property("DefaultDependencies", Variant.flag(false)),
                new Property("CPUAccounting", Variant.flag(true)),
                new Property("IOAccounting", Variant.flag(true)),
                new Property("MemoryAccounting", Variant.flag(true)),
                new Property("TasksAccounting", Variant.flag(true)));
        ask("make the scope " + scope.unit(), bus -> {
            subscribe(bus);
            ByteBuffer job = manager(
                    bus,
                    "StartTransientUnit",
                    "ssa(sv)a(sa(sv))",
                    new DBusWriter()
                            .string(scope.unit())
                            .string("fail")
                            .properties(properties)
                            .array(8, () -> {}));
            await(bus, DBusMessage.string(job));
            return true;
        });
    }

    /**
     * Puts a process into a scope that is there, also where the kernel does not let the caller: a user's manager has the machine's do
     * it, which moves what belongs to the user.
     *
     * @param pid in the caller's PID namespace, which must be systemd's too
     * @param below the group below the scope's own, with a slash before it; empty for the scope's own
     */
    public void attach(ScopeName scope, int pid, String below) {
        ask("put a process into the scope " + scope.unit(), bus -> {
            manager(
                    bus,
                    "AttachProcessesToUnit",
                    "ssau",
                    new DBusWriter().string(scope.unit()).string(below).numbers(List.of(pid)));
            return true;
        });
    }

    /** Tells systemd what the control group's files hold, or it would put back what it knows when it reloads its units. */
    public void tell(ScopeName scope, Path directory) {
        List<Property> properties = ScopeLimits.read(directory);
        ask("tell systemd the limits of " + scope.unit(), bus -> {
            manager(
                    bus,
                    "SetUnitProperties",
                    "sba(sv)",
                    new DBusWriter().string(scope.unit()).uint32(1).properties(properties)); // 1: until it ends
            return true;
        });
    }

    /** Ends a scope with all processes in it, if it is still there. */
    public void stop(ScopeName scope) {
        ask("stop the scope " + scope.unit(), bus -> {
            try {
                subscribe(bus);
                ByteBuffer job = manager(
                        bus,
                        "StopUnit",
                        "ss",
                        new DBusWriter().string(scope.unit()).string("replace"));
                await(bus, DBusMessage.string(job));
            } catch (DBusException e) {
                if (!e.is(NO_SUCH_UNIT)) {
                    throw e;
                }
            }
            try { // a scope whose stop has failed would keep its name
                manager(bus, "ResetFailedUnit", "s", new DBusWriter().string(scope.unit()));
            } catch (DBusException e) {
                if (!e.is(NO_SUCH_UNIT)) {
                    throw e;
                }
            }
            return true;
        });
    }

    // ---- the bus

    private interface Question<T> {
        T ask(DBusConnection bus) throws IOException;
    }

    private <T> T ask(String what, Question<T> question) {
        try (DBusConnection bus = DBusConnection.open(socket())) {
            return question.ask(bus);
        } catch (IOException e) {
            throw CgroupException.because("cannot " + what + ": " + e.getMessage())
                    .remedy("systemd is asked at " + address + "; without --systemd-cgroup it is not needed")
                    .exception();
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw CgroupException.because("cannot " + what + ": the answer makes no sense")
                    .exception();
        }
    }

    /** The first address of a list that names a file (D-Bus Specification, "Server Addresses"). */
    private String socket() throws DBusException {
        for (String one : address.split(";", -1)) {
            if (!one.startsWith("unix:")) {
                continue;
            }
            for (String part : one.substring("unix:".length()).split(",", -1)) {
                if (part.startsWith("path=")) {
                    return unescaped(part.substring("path=".length()));
                }
            }
        }
        throw new DBusException("", "this is no address of a socket file");
    }

    private static String unescaped(String value) {
        return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static ByteBuffer manager(DBusConnection bus, String method, String signature, DBusWriter body)
            throws IOException {
        return bus.call(NAME, OBJECT, MANAGER, method, signature, body.bytes());
    }

    private static void subscribe(DBusConnection bus) throws IOException {
        bus.call(
                "org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus",
                "AddMatch",
                "s",
                new DBusWriter()
                        .string("type='signal',sender='" + NAME + "',interface='" + MANAGER + "',member='JobRemoved'")
                        .bytes());
        manager(bus, "Subscribe", "", new DBusWriter());
    }

    /** JobRemoved: number, job, unit and result. */
    private static void await(DBusConnection bus, String job) throws IOException {
        DBusMessage removed = bus.awaitSignal("JobRemoved", signal -> {
            ByteBuffer body = signal.body().duplicate().order(signal.body().order());
            DBusMessage.uint32(body);
            return DBusMessage.string(body).equals(job);
        });
        ByteBuffer body = removed.body();
        DBusMessage.uint32(body);
        DBusMessage.string(body);
        String unit = DBusMessage.string(body);
        String result = DBusMessage.string(body);
        if (!result.equals("done")) {
            throw new DBusException("", "the job of " + unit + " ended as " + result);
        }
    }
}
