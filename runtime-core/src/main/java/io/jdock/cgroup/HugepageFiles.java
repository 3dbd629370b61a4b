package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStats.Hugepages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Statistics of huge pages, whose files are named by page size. */
final class HugepageFiles {
    /** Sizes of x86-64 and AArch64, with pages of 4, 16 and 64 KiB. */
    private static final List<String> SIZES = List.of("64KB", "2MB", "32MB", "512MB", "1GB", "16GB");

    private HugepageFiles() {}

    /**
     * Reads the statistics.
     *
     * @param usage last part of the name of the file with the usage
     * @param failures last part of the name of the file that counts failed allocations, as a number or behind the word max
     */
    static List<Hugepages> read(Access access, Path directory, String usage, String failures) {
        List<Hugepages> pages = new ArrayList<>();
        for (String size : SIZES) {
            Optional<String> used = access.text(directory.resolve("hugetlb." + size + "." + usage));
            if (used.isPresent()) {
                String failed = access.text(directory.resolve("hugetlb." + size + "." + failures))
                        .orElse("0");
                OptionalLong number = ControlText.number(failed);
                long count = number.isPresent()
                        ? number.getAsLong()
                        : ControlText.flat(failed).getOrDefault("max", 0L);
                pages.add(new Hugepages(size, ControlText.number(used.get()).orElse(0), count));
            }
        }
        return pages;
    }
}
