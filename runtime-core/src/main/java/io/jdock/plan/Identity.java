package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.kernel.Resource;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.Rlimit;
import io.jdock.oci.User;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Who the application is, and the limits that a process carries with it. */
final class Identity {
    private static final long USUAL_SOFT_FILES = 1024;

    /** getrlimit(2): struct rlimit {soft, hard}, 8 bytes each. */
    private static final int HARD_LIMIT_OFFSET = 8;

    private final Draft draft;

    Identity(Draft draft) {
        this.draft = draft;
    }

    /**
     * What takes rights on the host, and passes to children: a user namespace is entered after it, and capabilities in there
     * do not count for it.
     */
    void useCallersRights() {
        adjustOutOfMemoryScore();
        if (draft.launch.caller().privileged() && draft.shape.has(LinuxNamespaceType.USER)) {
            draft.process.rlimits().forEach(this::raiseHardLimit);
        }
    }

    private void adjustOutOfMemoryScore() {
        Integer score = draft.process.oomScoreAdj();
        if (score != null) {
            Code code = draft.step(
                    Group.LIMITS,
                    "set the out-of-memory score to " + score,
                    "when the machine runs out of memory, the kernel prefers higher scores as victims");
            Steps.writeFile(code, Draft.here(), "/proc/self/oom_score_adj", score.toString());
            code.remedy(Errno.EACCES, "only root may lower the score below the caller's own");
        }
    }

    /** Only upwards, so that the set-up goes on within the caller's limits; the process itself can go down. */
    private void raiseHardLimit(Rlimit limit) {
        Resource resource = resource(limit);
        Code code = draft.step(
                Group.LIMITS,
                "allow up to " + (limit.hard() == Rlimit.INFINITY ? "any " : limit.hard() + " of ") + resource.name(),
                "root may raise a hard limit, but not once it is somebody else in the container");
        Datum.Space current = new Datum.Space("limit", 16);
        Slot hard = new Slot("hard");
        Label enough = new Label("enough");
        Operand number = Operand.of(resource.number(), resource.name());
        code.run(Syscall.PRLIMIT64, Operand.of(0, "self"), number, Operand.of(0), Operand.of(current));
        code.load(hard, Width.DOUBLE, Operand.of(current), HARD_LIMIT_OFFSET);
        code.branch(hard, Condition.EQUAL, Rlimit.INFINITY, enough);
        if (limit.hard() != Rlimit.INFINITY) {
            code.branch(hard, Condition.GREATER, limit.hard() - 1, enough);
        }
        code.store(Width.DOUBLE, current, HARD_LIMIT_OFFSET, Operand.of(limit.hard()));
        // EPERM: root of an outer container; the step that sets the limit says so if the limit is too high for it
        code.attempt(
                Set.of(Errno.EPERM),
                Syscall.PRLIMIT64,
                Operand.of(0, "self"),
                number,
                Operand.of(current),
                Operand.of(0));
        code.mark(enough);
    }

    private static Resource resource(Rlimit limit) {
        return Resource.named(limit.type())
                .orElseThrow(() -> new PlanException("process.rlimits", "unknown limit " + limit.type()));
    }

    /** Resource limits, getrlimit(2). */
    void limitResources() {
        boolean files = false;
        for (Rlimit limit : draft.process.rlimits()) {
            Resource resource = resource(limit);
            files |= resource == Resource.RLIMIT_NOFILE;
            draft.step(
                            Group.LIMITS,
                            "limit " + resource.name() + " to " + limit.soft() + " of " + limit.hard(),
                            "a limit of each process, not of the container as a whole")
                    .run(
                            Syscall.PRLIMIT64,
                            Operand.of(0, "self"),
                            Operand.of(resource.number(), resource.name()),
                            rlimit(limit.soft(), limit.hard()),
                            Operand.of(0))
                    .remedy(Errno.EPERM, "only root may raise a hard limit; the caller's own is lower");
        }
        if (!files) {
            restoreSoftFiles();
        }
    }

    /** HotSpot raises its soft limit to the hard one at start (-XX:+MaxFDLimit), and children inherit that. */
    private void restoreSoftFiles() {
        Code code = draft.step(
                Group.LIMITS,
                "restore the usual soft limit of open files",
                "a JVM raises its own to the hard limit, which old programs take for a number of files to close");
        Datum.Space limit = new Datum.Space("limit", 16);
        Slot soft = new Slot("soft");
        Label low = new Label("low");
        Operand files = Operand.of(Resource.RLIMIT_NOFILE.number(), Resource.RLIMIT_NOFILE.name());
        code.run(Syscall.PRLIMIT64, Operand.of(0, "self"), files, Operand.of(0), Operand.of(limit));
        code.load(soft, Width.DOUBLE, Operand.of(limit), 0);
        code.branch(soft, Condition.LESS, USUAL_SOFT_FILES + 1, low);
        code.store(Width.DOUBLE, limit, 0, Operand.of(USUAL_SOFT_FILES));
        code.run(Syscall.PRLIMIT64, Operand.of(0, "self"), files, Operand.of(limit), Operand.of(0));
        code.mark(low);
    }

    private static Operand rlimit(long soft, long hard) {
        return Operand.of(new Datum.Struct(
                "{soft=" + soft + ", hard=" + hard + "}", List.of(new Field.Int(8, soft), new Field.Int(8, hard))));
    }

    /** Every process of the program inherits it. */
    void setUsualMask() {
        mask(
                User.USUAL_UMASK,
                "files that are made for the container have the rights that its users expect, whatever the caller's is");
    }

    private void mask(int umask, String why) {
        draft.step(Group.IDENTITY, "set the umask", why)
                .run(Syscall.UMASK, Operand.of(umask, "0" + Long.toOctalString(umask)));
    }

    /** Supplementary groups, group and user, in the order in which the right to change them goes. */
    void becomeUser() {
        ProcessSpec process = draft.process;
        User user = process.user();
        groups(user);
        Integer umask = user.umask();
        if (umask != null && umask != User.USUAL_UMASK) {
            mask(umask, "the rights that the application's new files lack");
        }
        Operand uid = Operand.of(user.uid());
        Operand gid = Operand.of(user.gid());
        draft.step(
                        Group.IDENTITY,
                        "become user " + user.uid() + " and group " + user.gid(),
                        "real, effective and saved ids at once, so that there is no way back")
                .run(Syscall.SETRESGID, gid, gid, gid)
                .run(Syscall.SETRESUID, uid, uid, uid)
                .remedy(Errno.EINVAL, "process.user: the id is not mapped in linux.uidMappings or linux.gidMappings");
    }

    private void groups(User user) {
        boolean denied = draft.shape.mapWriter() == Shape.MapWriter.SELF;
        if (denied) {
            if (!user.additionalGids().isEmpty()) {
                throw new PlanException(
                        "process.user.additionalGids",
                        "supplementary groups take subordinate ids: see /etc/subgid and newgidmap(1)");
            }
            return;
        }
        if (!draft.launch.caller().privileged() && !draft.shape.has(LinuxNamespaceType.USER)) {
            return; // without rights nothing can be changed, and nothing is gained by the caller's own groups
        }
        List<Field> list = new ArrayList<>();
        // A namespace that was joined may deny setgroups (user_namespaces(7)), and then no group can be dropped either.
        Set<Errno> tolerated = draft.shape.joined().containsKey(LinuxNamespaceType.USER)
                        && user.additionalGids().isEmpty()
                ? Set.of(Errno.EPERM)
                : Set.of();
        user.additionalGids().forEach(gid -> list.add(new Field.Int(4, gid)));
        draft.step(
                        Group.IDENTITY,
                        list.isEmpty() ? "leave all supplementary groups" : "set the supplementary groups",
                        "the caller's groups would open files to the container")
                .attempt(
                        tolerated,
                        Syscall.SETGROUPS,
                        Operand.of(list.size()),
                        list.isEmpty()
                                ? Operand.of(0)
                                : Operand.of(
                                        new Datum.Struct(user.additionalGids().toString(), list)))
                .remedy(Errno.EPERM, "the user namespace that was joined denies setgroups")
                .remedy(Errno.EINVAL, "process.user.additionalGids: a group is not mapped in linux.gidMappings");
    }
}
