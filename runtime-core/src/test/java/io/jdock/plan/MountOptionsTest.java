package io.jdock.plan;

import static io.jdock.kernel.MountAttribute.MOUNT_ATTR_NOATIME;
import static io.jdock.kernel.MountAttribute.MOUNT_ATTR_NODEV;
import static io.jdock.kernel.MountAttribute.MOUNT_ATTR_NODIRATIME;
import static io.jdock.kernel.MountAttribute.MOUNT_ATTR_NOEXEC;
import static io.jdock.kernel.MountAttribute.MOUNT_ATTR_NOSUID;
import static io.jdock.kernel.MountAttribute.MOUNT_ATTR_NOSYMFOLLOW;
import static io.jdock.kernel.MountAttribute.MOUNT_ATTR_RDONLY;
import static io.jdock.kernel.MountAttribute.MOUNT_ATTR_STRICTATIME;
import static io.jdock.kernel.MountAttribute.MOUNT_ATTR__ATIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import io.jdock.kernel.MountAttribute;
import io.jdock.kernel.MountFlag;
import io.jdock.plan.MountOptions.IdMapping;
import io.jdock.plan.MountOptions.Propagation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountOptionsTest {
    /** Every word of the table in config.md, "Linux mount options", and the two more that are known. */
    private static final List<String> WORDS = List.of(
            "async",
            "atime",
            "bind",
            "defaults",
            "dev",
            "diratime",
            "dirsync",
            "exec",
            "iversion",
            "lazytime",
            "loud",
            "mand",
            "noatime",
            "nodev",
            "nodiratime",
            "noexec",
            "noiversion",
            "nolazytime",
            "nomand",
            "norelatime",
            "nostrictatime",
            "nosuid",
            "nosymfollow",
            "private",
            "ratime",
            "rbind",
            "rdev",
            "rdiratime",
            "relatime",
            "remount",
            "rexec",
            "rnoatime",
            "rnodiratime",
            "rnoexec",
            "rnorelatime",
            "rnostrictatime",
            "rnosuid",
            "rnosymfollow",
            "ro",
            "rprivate",
            "rrelatime",
            "rro",
            "rrw",
            "rshared",
            "rslave",
            "rstrictatime",
            "rsuid",
            "rsymfollow",
            "runbindable",
            "rw",
            "shared",
            "silent",
            "slave",
            "strictatime",
            "suid",
            "symfollow",
            "sync",
            "tmpcopyup",
            "unbindable",
            "idmap",
            "ridmap",
            "copy-symlink");

    @Test
    void nothingIsAskedForByNoOptions() {
        MountOptions options = parse();

        assertThat(options.bind()).isFalse();
        assertThat(options.set()).isEmpty();
        assertThat(options.clear()).isEmpty();
        assertThat(options.superblockFlags()).isEmpty();
        assertThat(options.propagation()).isEmpty();
        assertThat(options.data()).isEmpty();
        assertThat(options.readOnly()).isFalse();
    }

    @Test
    void everyWordOfTheSpecificationIsKnown() {
        assertThat(WORDS).allSatisfy(word -> assertThat(parse(word).data()).isEmpty());
    }

    @Test
    void theUsualOptionsOfATmpfsAreSortedByWhoTakesThem() {
        MountOptions options = parse("nosuid", "nodev", "noexec", "mode=1777", "size=65536k", "noswap");

        assertThat(options.set()).containsExactly(MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV, MOUNT_ATTR_NOEXEC);
        assertThat(options.data()).containsExactly(entry("mode", "1777"), entry("size", "65536k"), entry("noswap", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "ro,MOUNT_ATTR_RDONLY",
        "nosuid,MOUNT_ATTR_NOSUID",
        "nodev,MOUNT_ATTR_NODEV",
        "noexec,MOUNT_ATTR_NOEXEC",
        "nodiratime,MOUNT_ATTR_NODIRATIME",
        "nosymfollow,MOUNT_ATTR_NOSYMFOLLOW"
    })
    void aWordSetsItsAttributeOnThisMountAndWithAnRBeforeItOnAllBelowToo(String word, MountAttribute attribute) {
        assertThat(parse(word).set()).containsExactly(attribute);
        assertThat(parse(word).recursiveSet()).isEmpty();
        assertThat(parse("r" + word).recursiveSet()).containsExactly(attribute);
        assertThat(parse("r" + word).set()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rw,MOUNT_ATTR_RDONLY",
        "suid,MOUNT_ATTR_NOSUID",
        "dev,MOUNT_ATTR_NODEV",
        "exec,MOUNT_ATTR_NOEXEC",
        "diratime,MOUNT_ATTR_NODIRATIME",
        "symfollow,MOUNT_ATTR_NOSYMFOLLOW"
    })
    void theContraryClearsIt(String word, MountAttribute attribute) {
        assertThat(parse(word).clear()).containsExactly(attribute);
        assertThat(parse("r" + word).recursiveClear()).containsExactly(attribute);
    }

    @Test
    void readOnlyOfABindMountConcernsTheMountAndOfANewFileSystemTheFileSystemToo() {
        MountOptions options = parse("ro");

        assertThat(options.set()).containsExactly(MOUNT_ATTR_RDONLY);
        assertThat(options.superblockFlags()).containsExactly("ro");
        assertThat(options.superblockReadOnly()).isTrue();
        assertThat(parse("rro").superblockReadOnly())
                .as("the recursive words are for mounts only")
                .isFalse();
        assertThat(parse("rw").superblockClear()).containsExactly("rw");
    }

    @ParameterizedTest
    @CsvSource({
        "ro,true",
        "rro,true",
        "rw,false",
        "ro:rw,false",
        "rw:ro,true",
        "ro:rrw,false",
        "rw:rro,true",
        "rro:rw,true"
    })
    void tellsWhetherTheMountIsReadOnlyInTheEnd(String words, boolean readOnly) {
        assertThat(parse(words.split(":")).readOnly()).isEqualTo(readOnly);
    }

    @ParameterizedTest
    @CsvSource({
        "noatime,MOUNT_ATTR_NOATIME",
        "strictatime,MOUNT_ATTR_STRICTATIME",
        "relatime,",
        "atime,",
        "norelatime,",
        "nostrictatime,",
        "noatime:atime,",
        "strictatime:nostrictatime,",
        "noatime:nostrictatime,MOUNT_ATTR_NOATIME",
        "strictatime:atime,MOUNT_ATTR_STRICTATIME",
        "noatime:norelatime,MOUNT_ATTR_NOATIME",
        "noatime:relatime,",
        "relatime:strictatime,MOUNT_ATTR_STRICTATIME"
    })
    void accessTimesAreAChoiceThatIsClearedBeforeItIsSet(String words, MountAttribute attribute) {
        List<MountAttribute> expected = attribute == null ? List.of() : List.of(attribute);

        assertThat(parse(words.split(":")).set()).isEqualTo(expected);
        assertThat(parse(words.split(":")).clear())
                .as("mount_setattr(2) wants all bits of the choice cleared; none set means relatime")
                .containsExactly(MOUNT_ATTR__ATIME);
    }

    @Test
    void accessTimesBelowAreAChoiceOfTheirOwn() {
        MountOptions options = parse("rnoatime", "strictatime", "rnodiratime");

        assertThat(options.recursiveSet()).containsExactlyInAnyOrder(MOUNT_ATTR_NOATIME, MOUNT_ATTR_NODIRATIME);
        assertThat(options.recursiveClear()).containsExactly(MOUNT_ATTR__ATIME);
        assertThat(options.set()).containsExactly(MOUNT_ATTR_STRICTATIME);
    }

    @Test
    void flagsOfTheFileSystemHaveTheNamesThatFsconfigTakes() {
        assertThat(parse("sync", "dirsync", "lazytime", "mand").superblockFlags())
                .containsExactly("sync", "dirsync", "lazytime", "mand");
        assertThat(parse("sync", "async", "nolazytime", "nomand").superblockFlags())
                .isEmpty();
        assertThat(parse("sync", "async", "nolazytime", "nomand").superblockClear())
                .containsExactly("async", "nolazytime", "nomand");
    }

    @Test
    void bindAndRbindShowWhatIsThere() {
        assertThat(parse("bind").bind()).isTrue();
        assertThat(parse("bind").recursive()).isFalse();
        assertThat(parse("rbind").bind()).isTrue();
        assertThat(parse("rbind").recursive()).isTrue();
        assertThat(parse("remount", "bind", "ro").remount()).isTrue();
    }

    @Test
    void typesOfPropagationKeepTheirOrder() {
        assertThat(parse("rslave", "shared").propagation())
                .containsExactly(
                        new Propagation(MountFlag.MS_SLAVE, true), new Propagation(MountFlag.MS_SHARED, false));
        assertThat(parse("private", "runbindable").propagation())
                .containsExactly(
                        new Propagation(MountFlag.MS_PRIVATE, false), new Propagation(MountFlag.MS_UNBINDABLE, true));
    }

    @Test
    void theRest() {
        assertThat(parse("idmap").idmap()).isEqualTo(IdMapping.MOUNT);
        assertThat(parse("ridmap").idmap()).isEqualTo(IdMapping.RECURSIVE);
        assertThat(parse("tmpcopyup").copyUp()).isTrue();
        assertThat(parse("copy-symlink").copySymlink()).isTrue();
        assertThat(parse("defaults", "silent", "iversion", "x-gvfs-hide").withoutEffect())
                .containsExactly("defaults", "silent", "iversion", "x-gvfs-hide");
    }

    @Test
    void oneStringMayHoldSeveralOptionsAsForTheKernel() {
        MountOptions options = parse("size=64m,mode=755,,nosuid", "");

        assertThat(options.data()).containsExactly(entry("size", "64m"), entry("mode", "755"));
        assertThat(options.set()).containsExactly(MOUNT_ATTR_NOSUID);
    }

    @Test
    void aCommaThatIsEscapedOrQuotedBelongsToTheValue() {
        assertThat(parse("lowerdir=/a\\,b:/c,upperdir=/d", "context=\"u:r:t:s0:c1,c2\"")
                        .data())
                .containsExactly(
                        entry("lowerdir", "/a\\,b:/c"), entry("upperdir", "/d"), entry("context", "u:r:t:s0:c1,c2"));
    }

    @Test
    void anOptionWithoutANameIsAnErrorThatSaysWhichOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("ro", "=64m"))
                .withMessage("options[1]: '=64m' has no name before the equals sign");
    }

    @Test
    void layersOfAnOverlayAreNeverDroppedSilently() {
        assertThat(parse("lowerdir+=/a").data()).containsExactly(entry("lowerdir+", "/a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("lowerdir+=/a", "lowerdir+=/b"))
                .withMessageStartingWith("options[1]: 'lowerdir+' a second time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RO", "r", "rr", "rrro", "no", "rbind2", "rdefaults", "rremount", "rsync"})
    void aWordThatIsNotKnownGoesToTheFileSystem(String word) {
        assertThat(parse(word).data()).containsOnlyKeys(word);
    }

    @Property
    void ofContradictingWordsTheLastOneCounts(@ForAll("words") List<String> before) {
        assertThat(with(before, "ro", "rw").clear()).contains(MOUNT_ATTR_RDONLY);
        assertThat(with(before, "ro", "rw").set()).doesNotContain(MOUNT_ATTR_RDONLY);
        assertThat(with(before, "suid", "nosuid").set()).contains(MOUNT_ATTR_NOSUID);
        assertThat(with(before, "suid", "nosuid").clear()).doesNotContain(MOUNT_ATTR_NOSUID);
        assertThat(with(before, "rnosymfollow", "rsymfollow").recursiveClear()).contains(MOUNT_ATTR_NOSYMFOLLOW);
        assertThat(with(before, "noatime", "strictatime").set())
                .contains(MOUNT_ATTR_STRICTATIME)
                .doesNotContain(MOUNT_ATTR_NOATIME);
    }

    @Property
    void whatIsSetIsNeverClearedToo(@ForAll("words") List<String> words) {
        MountOptions options = MountOptions.parse(words);

        assertThat(Collections.disjoint(options.set(), options.clear())).isTrue();
        assertThat(Collections.disjoint(options.recursiveSet(), options.recursiveClear()))
                .isTrue();
        assertThat(Collections.disjoint(options.superblockFlags(), options.superblockClear()))
                .isTrue();
        assertThat(options.data()).isEmpty();
    }

    /** The kernel's own reading of the flags of mount(2), do_mount() in fs/namespace.c, as the reference. */
    @Property
    void meansTheSameAsTheFlagsOfMountDo(@ForAll("wordsWithFlags") List<String> words) {
        Set<String> flags = new HashSet<>();
        for (String word : words) {
            if (word.startsWith("no")) {
                flags.add(word);
            } else {
                flags.remove("no" + word);
            }
        }

        assertThat(MountOptions.parse(words).set().stream()
                        .map(attribute -> attribute
                                .name()
                                .substring("MOUNT_ATTR_".length())
                                .toLowerCase(Locale.ROOT)))
                .containsExactlyInAnyOrderElementsOf(flags);
    }

    @Property
    void joiningByCommasChangesNothing(@ForAll("words") List<String> words) {
        assertThat(MountOptions.parse(List.of(String.join(",", words)))).isEqualTo(MountOptions.parse(words));
    }

    @Property
    void everyTextIsReadOrRefusedByItsIndex(@ForAll List<String> texts) {
        try {
            MountOptions.parse(texts);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("(?s)options\\[\\d+]: .*");
        }
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.of(WORDS).list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<String>> wordsWithFlags() {
        return Arbitraries.of(
                        "nosuid",
                        "suid",
                        "nodev",
                        "dev",
                        "noexec",
                        "exec",
                        "noatime",
                        "atime",
                        "nodiratime",
                        "diratime",
                        "nosymfollow",
                        "symfollow")
                .list()
                .ofMaxSize(20);
    }

    private static MountOptions with(List<String> before, String... after) {
        List<String> words = new ArrayList<>(before);
        words.addAll(List.of(after));
        return MountOptions.parse(words);
    }

    private static MountOptions parse(String... options) {
        return MountOptions.parse(List.of(options));
    }
}
