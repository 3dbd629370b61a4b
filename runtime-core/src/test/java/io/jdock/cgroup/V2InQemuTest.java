package io.jdock.cgroup;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The same as {@link CgroupKernelTest} on a machine that has version 2 alone: see {@link VirtualMachine}. */
class V2InQemuTest {
    private static final String JAVA =
            "/jdk/bin/java -Xmx256m -cp 'classes:lib/*' " + PlainRunner.class.getName() + " ";
    private static final String CGROUPS = CgroupKernelTest.class.getName();

    @TempDir
    private Path directory;

    @TestFactory
    List<DynamicTest> rootOfTheWholeHierarchy() throws Exception {
        return PlainRunner.tests(VirtualMachine.in(directory)
                .run("mount -t cgroup2 none /sys/fs/cgroup\n" + JAVA + CGROUPS + " "
                        + BpfDeviceFiltersTest.class.getName()));
    }

    /** As systemd does it: the user owns the directories, and in them only the files that cgroups(7) lists. */
    @TestFactory
    List<DynamicTest> anOrdinaryUserWithADelegatedSubtree() throws Exception {
        return PlainRunner.tests(VirtualMachine.in(directory).run("""
                mount -t cgroup2 none /sys/fs/cgroup
                cd /sys/fs/cgroup
                echo '+memory +cpu +pids +cpuset +io +hugetlb' > cgroup.subtree_control
                mkdir user user/shell
                for cgroup in user user/shell; do
                    chown 1000 $cgroup $cgroup/cgroup.procs $cgroup/cgroup.subtree_control $cgroup/cgroup.threads
                done
                cd /test
                (echo 0 > /sys/fs/cgroup/user/shell/cgroup.procs && exec su ada -c "%s")
                """.formatted(JAVA + CGROUPS)));
    }
}
