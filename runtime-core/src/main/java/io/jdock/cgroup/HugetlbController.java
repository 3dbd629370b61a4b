package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStep.Write;
import io.jdock.oci.LinuxHugepageLimit;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Huge pages: the kernel's Documentation/admin-guide/cgroup-v1/hugetlb.rst, and cgroup-v2.rst, "HugeTLB". Reservations
 * are limited too (Linux 5.7), so that a program gets an error from mmap(2) rather than SIGBUS later.
 */
final class HugetlbController extends Controller {
    private static final String NAME = "hugetlb";
    private static final String FIELD = Fields.RESOURCES + "hugepageLimits";
    private static final String SIZE = "[1-9]\\d*[KMG]B";

    HugetlbController() {
        super(NAME, NAME, FIELD);
    }

    @Override
    boolean asked(LinuxResources resources) {
        return !resources.hugepageLimits().isEmpty();
    }

    @Override
    List<CgroupStep> legacy(LinuxResources resources, Path directory) {
        return steps(resources, directory, "limit_in_bytes");
    }

    @Override
    List<CgroupStep> unified(LinuxResources resources, Path directory, Current current) {
        return steps(resources, directory, "max");
    }

    private static List<CgroupStep> steps(LinuxResources resources, Path directory, String suffix) {
        List<CgroupStep> steps = new ArrayList<>();
        for (int i = 0; i < resources.hugepageLimits().size(); i++) {
            LinuxHugepageLimit limit = resources.hugepageLimits().get(i);
            String field = FIELD + "[" + i + "]";
            Fields.require(
                    limit.pageSize().matches(SIZE),
                    field + ".pageSize",
                    "'" + limit.pageSize() + "' is not a page size",
                    "give one that /sys/kernel/mm/hugepages lists, such as 2MB");
            String value = Long.toUnsignedString(limit.limit());
            Path used = directory.resolve("hugetlb." + limit.pageSize() + "." + suffix);
            Path reserved = directory.resolve("hugetlb." + limit.pageSize() + ".rsvd." + suffix);
            steps.add(Write.of(used, value, NAME, field, "no more huge pages in use than this"));
            steps.add(Write.of(reserved, value, NAME, field, "no more reserved than this")
                    .whereItExists());
        }
        return steps;
    }
}
