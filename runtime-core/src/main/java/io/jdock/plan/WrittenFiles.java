package io.jdock.plan;

import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ResolveFlag;
import io.jdock.kernel.Syscall;
import io.jdock.plan.Launch.FileText;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Files that the container gets with a text of their own, whatever its root has in their places. */
final class WrittenFiles {
    /** A new tmpfs, in which a file can be made that is then mounted elsewhere. */
    private static final String WORKSHOP = "/dev";

    private static final Operand MODE = Operand.of(0644, "0644");

    private static final Set<Errno> REFUSALS = Set.of(
            Errno.ENOENT,
            Errno.EEXIST,
            Errno.EACCES,
            Errno.EPERM,
            Errno.EROFS,
            Errno.EOVERFLOW,
            Errno.EISDIR,
            Errno.ENOTDIR,
            Errno.ELOOP);

    private final Draft draft;
    private final Mounts mounts;

    WrittenFiles(Draft draft, Mounts mounts) {
        this.draft = draft;
        this.mounts = mounts;
    }

    void write() {
        for (FileText file : draft.launch.files()) {
            Code code = draft.step(Group.NETWORK, "write " + file.path(), file.why());
            if (mounts.targets().isOwn(file.path())) {
                write(code, mounts.entry(code, file.path()), file.text());
            } else if (mounts.targets().ground(WORKSHOP + "/x") == Targets.Ground.OWN) {
                cover(code, file);
            } else {
                throw new PlanException(
                        "mounts", "something of the host on /dev leaves no place to make " + file.path() + " at");
            }
        }
    }

    /**
     * The root is left as it is, be it that it is a directory of the host. One that has no place for the file, and lets the
     * container make none, goes without: what else the container does may not need it.
     */
    private void cover(Code code, FileText file) {
        int slash = file.path().lastIndexOf('/');
        String name = file.path().substring(slash + 1);
        Targets.Target workshop = mounts.targets().locate(WORKSHOP + "/.jdock-" + name);
        write(code, workshop, file.text());
        Slot made = Trees.cloneOf(code, "file", workshop, false);
        Label without = new Label("without");
        Slot directory = directory(code, file.path().substring(0, slash), without);
        Operand entry = Operand.of(name);
        if (file.replace()) { // what lies there may be a link that leads nowhere
            code.attempt(REFUSALS, Syscall.UNLINKAT, Operand.of(directory), entry, Operand.of(0));
        }
        Label there = new Label("there");
        Slot target = new Slot("target");
        open(code, target, file.path());
        code.branch(target, Condition.GREATER, -1, there);
        code.attempt(
                REFUSALS,
                Syscall.MKNODAT,
                Operand.of(directory),
                entry,
                Operand.of(Constant.S_IFREG.value() | 0644, "S_IFREG|0644"),
                Operand.of(0));
        open(code, target, file.path());
        code.branch(target, Condition.LESS, 0, without);
        code.mark(there);
        Trees.attach(code, made, Trees.byDescriptor(target));
        code.mark(without);
        code.run(Syscall.UNLINKAT, workshop.directory(), Operand.of(workshop.path()), Operand.of(0));
    }

    /** A directory right below the root, which is made if it is missing. */
    private static Slot directory(Code code, String path, Label without) {
        Label there = new Label("there");
        Slot directory = new Slot("directory");
        open(code, directory, path, OpenFlag.O_DIRECTORY);
        code.branch(directory, Condition.GREATER, -1, there);
        code.attempt(
                REFUSALS, Syscall.MKDIRAT, Draft.here(), Operand.of(Targets.relative(path)), Operand.of(0755, "0755"));
        open(code, directory, path, OpenFlag.O_DIRECTORY);
        code.branch(directory, Condition.LESS, 0, without);
        code.mark(there);
        return directory;
    }

    /** As {@link Targets} finds its targets. */
    private static void open(Code code, Slot into, String path, OpenFlag... more) {
        Steps.openInRoot(
                code,
                into,
                REFUSALS,
                Draft.here(),
                Targets.relative(path),
                List.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS),
                more);
    }

    private static void write(Code code, Targets.Target place, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Slot file = code.call(
                "file",
                Syscall.OPENAT,
                place.directory(),
                Operand.of(place.path()),
                Operand.of(OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_EXCL, OpenFlag.O_CLOEXEC),
                MODE);
        Datum content = new Datum.Struct("{text}", List.of(new Field.Raw(bytes)));
        code.run(Syscall.WRITE, Operand.of(file), Operand.of(content), Operand.of(bytes.length));
        code.run(Syscall.CLOSE, Operand.of(file));
    }
}
