package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.image.ImageDraft;
import io.jdock.image.ImageException;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageWriter;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import io.jdock.image.LayerWriter;
import io.jdock.image.LocalStore;
import io.jdock.image.UnpackLimits;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.Image;
import io.jdock.oci.ImageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container changed in its image becomes a further layer. */
class CommitsTest {
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");
    private static final Instant CREATED = Instant.ofEpochSecond(1_700_000_000);

    @TempDir
    private Path directory;

    private final Containers containers = new Containers();
    private final List<String> notes = new ArrayList<>();
    private LocalStore store;
    private Images images;

    @BeforeEach
    void openStore() throws IOException {
        assumeTrue(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
        // Containers of root are another user outside.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        store = LocalStore.open(directory.resolve("store"));
        images = new Images(containers.engine().host(), store, UnpackLimits.DEFAULT);
    }

    @AfterEach
    void stop() throws IOException {
        containers.close();
        Stores.empty(containers.engine().host(), store);
    }

    /** A shell in the lower of two layers, and what hides a part of it in the upper. */
    private ContainerImage image(ImageConfig config) throws IOException {
        List<LayerEntry> lower = new ArrayList<>();
        lower.add(LayerEntry.file("bin/busybox", 0755, LayerContent.of(BUSYBOX)));
        for (String tool :
                List.of("sh", "cat", "chmod", "echo", "ln", "ls", "mkdir", "mkfifo", "mv", "rm", "sleep", "stat")) {
            lower.add(LayerEntry.symbolicLink("bin/" + tool, "busybox"));
        }
        lower.add(LayerEntry.file("etc/kept", 0644, LayerContent.of("of the base")));
        lower.add(LayerEntry.file("etc/changed", 0644, LayerContent.of("of the base")));
        lower.add(LayerEntry.file("etc/removed", 0644, LayerContent.of("of the base")));
        lower.add(LayerEntry.file("etc/hidden", 0644, LayerContent.of("of the base")));
        lower.add(LayerEntry.file("srv/a/b/deep", 0644, LayerContent.of("of the base")));
        lower.add(LayerEntry.directory("home", 0777));
        lower.add(new LayerEntry.Directory(
                "private", new LayerEntry.Status(0700, 7, 8, LayerEntry.Status.NO_TIME, new TreeMap<>())));
        lower.add(LayerEntry.file("private/file", 0644, LayerContent.of("of the base")));
        List<LayerEntry> upper = List.of(
                LayerEntry.whiteout("etc/hidden"), LayerEntry.file("etc/upper", 0644, LayerContent.of("of the top")));
        LayerWriter layers = new LayerWriter(store);
        ImageDraft draft = new ImageDraft(
                Optional.empty(),
                Images.platform(),
                List.of(
                        new ImageDraft.Step(layers.write(lower), "base"),
                        new ImageDraft.Step(layers.write(upper), "top")),
                config,
                Instant.EPOCH,
                Map.of());
        return prepare(new ImageWriter(store).write(draft, ImageForm.OCI));
    }

    private ContainerImage prepare(ContentDescriptor content) throws IOException {
        return images.prepare("test", content, notes::add);
    }

    /** Runs a script, commits the container while it waits afterwards, and ends it. */
    private ContainerImage commit(ContainerImage image, String script, boolean controlGroup) throws IOException {
        ContainerSpec.Builder spec = Containers.shell(script + "\necho done; exec sleep 1000");
        image.applyTo(spec);
        spec.tmpfs(Tmpfs.at(Path.of("/tmp"))).controlGroup(controlGroup);
        Container container = containers.start(spec);
        try {
            assertThat(Containers.line(container)).isEqualTo("done");
            return prepare(new Commits(store).commit(container, image, CREATED, notes::add));
        } finally {
            container.destroyForcibly();
            Containers.await(container);
        }
    }

    private String run(ContainerImage image, String script) throws IOException {
        ContainerSpec.Builder spec = Containers.shell(script);
        image.applyTo(spec);
        return containers.run(spec).text();
    }

    @Test
    void whatWasWrittenChangedAndRemovedIsInTheImage() throws IOException {
        ContainerImage committed = commit(image(ImageConfig.NONE), """
                echo changed > /etc/changed; rm /etc/removed; chmod 600 /etc/upper
                mkdir -p /new/deep; echo new > /new/deep/file; ln -s deep/file /new/link; ln /new/deep/file /new/other
                rm -r /srv/a; mkdir /srv/a; echo again > /srv/a/only
                echo lost > /tmp/file
                """, false);

        assertThat(run(committed, "cat /etc/kept; echo; cat /etc/changed /new/link /new/other /srv/a/only"))
                .isEqualTo("of the base\nchanged\nnew\nnew\nagain");
        assertThat(run(committed, "cd /; echo etc/* srv/a/* tmp*"))
                .isEqualTo("etc/changed etc/hosts etc/kept etc/upper srv/a/only tmp*");
        assertThat(run(committed, "stat -c %a /etc/upper; stat -c %h /new/other"))
                .isEqualTo("600\n2");
        assertThat(notes).anyMatch(note -> note.contains("went on running"));
    }

    /** Of the mounts' places, and of directories that lead there, there is nothing in it either. */
    @Test
    void onlyTheChangesAreInTheLayer() throws IOException {
        ContainerImage image = image(ImageConfig.NONE);
        ContainerSpec.Builder spec = Containers.shell("echo 1 > /etc/changed; echo done; exec sleep 1000");
        image.applyTo(spec);
        Container container =
                containers.start(spec.tmpfs(Tmpfs.at(Path.of("/new/place"))).tmpfs(Tmpfs.at(Path.of("/home/of"))));
        assertThat(Containers.line(container)).isEqualTo("done");

        try (RootChanges changes = RootChanges.of(container, image.root().directories())) {
            assertThat(changes.entries()).extracting(LayerEntry::path).containsExactlyInAnyOrder("etc", "etc/changed");
        }
    }

    @Test
    void theRestOfTheImageStaysAsItIs() throws IOException {
        ImageConfig config = ImageConfig.builder().cmd(List.of("serve")).build();
        ContainerImage image = image(config);
        Image committed = commit(image, "echo > /file", false).content().configuration();

        assertThat(committed.config()).isEqualTo(config);
        assertThat(committed.created()).isEqualTo(CREATED.toString());
        assertThat(committed.rootfs().diffIds())
                .hasSize(3)
                .startsWith(image.content().configuration().rootfs().diffIds().toArray(Digest[]::new));
    }

    @Test
    void filesBelongToWhomTheyBelongedToInside() throws IOException {
        ImageConfig config = ImageConfig.builder().user("1000:1001").build();
        ContainerImage committed = commit(image(config), "echo mine > /home/file", false);

        assertThat(run(committed, "stat -c %u:%g /home/file")).isEqualTo("1000:1001");
    }

    /** What nobody else may look into need not be looked into. */
    @Test
    void anotherUsersPrivateDirectoryStaysAsItIs() throws IOException {
        ContainerImage committed = commit(image(ImageConfig.NONE), "echo changed > /etc/changed", false);

        assertThat(run(committed, "cat /private/file")).isEqualTo("of the base");
        if (containers.engine().host().canMapRanges()) {
            assertThat(run(committed, "stat -c '%a %u:%g' /private")).isEqualTo("700 7:8");
        }
    }

    @Test
    void aContainerThatCanBePausedIsPausedMeanwhile() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/sys/fs/cgroup")), "takes root, or delegated control groups");
        ContainerImage committed = commit(image(ImageConfig.NONE), "echo 1 > /file", true);

        assertThat(run(committed, "cat /file")).isEqualTo("1");
        assertThat(notes).noneMatch(note -> note.contains("went on running"));
    }

    @Test
    void whatNoLayerCanHaveIsTold() throws IOException {
        ContainerImage committed = commit(image(ImageConfig.NONE), "mkfifo /home/pipe; echo > /home/file", false);

        assertThat(notes).contains("left out: home/pipe");
        assertThat(run(committed, "ls /home")).isEqualTo("file");
    }

    /** Another user's private file, where the caller is not root. */
    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        assumeTrue(!containers.engine().host().caller().isRoot(), "root reads everything");
        assumeTrue(containers.engine().host().canMapRanges(), "there are no subordinate ids");
        ContainerImage image = image(ImageConfig.builder().user("1000").build());
        ContainerSpec.Builder spec = Containers.shell("echo done; exec sleep 1000");
        image.applyTo(spec);
        Container container = containers.start(spec);
        assertThat(Containers.line(container)).isEqualTo("done");
        ContainerProcess root = container.exec(new ExecSpec(
                List.of("/bin/sh", "-c", "echo > /home/secret; chmod 600 /home/secret"),
                Map.of(),
                Optional.empty(),
                Optional.of(UserChoice.ROOT),
                false,
                new Streams.Pipes()));
        assertThat(Containers.finish(root).status()).isZero();

        assertThatThrownBy(() -> new Commits(store).commit(container, image, CREATED, notes::add))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("/home/secret: it belongs to another user of the container");
    }
}
