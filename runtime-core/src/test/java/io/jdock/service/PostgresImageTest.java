package io.jdock.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.container.Commits;
import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.ExecSpec;
import io.jdock.container.Images;
import io.jdock.container.Stores;
import io.jdock.host.HostProbe;
import io.jdock.image.ArchiveLayers;
import io.jdock.image.ImageDraft;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageWriter;
import io.jdock.image.LocalStore;
import io.jdock.image.UnpackLimits;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Healthcheck;
import io.jdock.oci.ImageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database in an image of Debian. By hand, for the image takes minutes to be made:
 *
 * <pre>
 *   mmdebstrap --variant=apt --include=postgresql bookworm - | gzip -1 > postgres.tar.gz
 *   ./mvnw -pl runtime-core test -Dtest=PostgresImageTest -Djdock.test.postgres=$PWD/postgres.tar.gz
 * </pre>
 */
@EnabledIfSystemProperty(
        named = "jdock.test.postgres",
        matches = ".+",
        disabledReason = "takes an image that is made by hand")
class PostgresImageTest {
    private static final Path ARCHIVE = Path.of(System.getProperty("jdock.test.postgres", ""));

    @TempDir
    private Path directory;

    private final Services services = new Services();

    private LocalStore store;

    @BeforeEach
    void openStore() throws IOException {
        // Containers of root are another user outside.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        store = LocalStore.open(directory.resolve("store"));
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        services.stop(Optional.empty(), (alias, status) -> {});
        Stores.empty(HostProbe.probe(), store);
    }

    /** As the images of databases do it: a directory is given to the user that the program then becomes. */
    @Test
    void aDatabaseThatBeginsAsRootAnswers() throws Exception {
        assumeTrue(HostProbe.probe().canMapRanges(), "there are no subordinate ids");
        String becomes = "install -d -o postgres -g postgres /var/lib/postgresql/data;"
                + " exec setpriv --reuid postgres --regid postgres --init-groups ";
        Service service = start("database", prepare(store, image(store, "root", becomes)));

        assertThat(query(service, "select 6 * 7")).isEqualTo("42");
    }

    /** The second is made of the first after it has a table. */
    @Test
    void aDatabaseAnswersAndSoDoesItsCopy() throws Exception {
        Service first = start("first", prepare(store, image(store, "postgres", "exec ")));
        query(first, "create table fruit as select * from (values ('apple'), ('pear')) as rows(name)");
        query(first, "checkpoint");

        ContentDescriptor copy = new Commits(store)
                .commit(first.container(), first.image().orElseThrow(), Instant.EPOCH, System.err::println);
        services.stop(
                Optional.of("first"), (service, status) -> assertThat(status).isZero());

        // of a running database, it begins with a recovery, as after a power cut
        Service second = start("second", prepare(store, copy));
        assertThat(query(second, "select string_agg(name, '+' order by name) from fruit"))
                .isEqualTo("apple+pear");
    }

    /**
     * An image that makes a database and serves it.
     *
     * @param user whom the program begins as
     * @param becomes commands by which it becomes the database's user, the last of which executes the rest of its line
     */
    private static ContentDescriptor image(LocalStore store, String user, String becomes) throws Exception {
        ImageConfig config = ImageConfig.builder()
                .user(user)
                .env(List.of(
                        "PATH=/usr/lib/postgresql/15/bin:/usr/bin:/bin", "PGDATA=/var/lib/postgresql/data", "LC_ALL=C"))
                .cmd(
                        List.of(
                                "sh",
                                "-c",
                                becomes
                                        + "sh -c '[ -s $PGDATA/PG_VERSION ] || initdb; rm -f $PGDATA/postmaster.pid; exec postgres -k /tmp -h 127.0.0.1'"))
                .stopSignal("SIGINT")
                .healthcheck(new Healthcheck(List.of("CMD", "pg_isready", "-q", "-h", "127.0.0.1"), 0, 0, 0, 0, 0))
                .build();
        ImageDraft draft = new ImageDraft(
                Optional.empty(),
                Images.platform(),
                List.of(new ImageDraft.Step(new ArchiveLayers(store).take(ARCHIVE), "debian")),
                config,
                Instant.EPOCH,
                Map.of());
        return new ImageWriter(store).write(draft, ImageForm.OCI);
    }

    private static ContainerImage prepare(LocalStore store, ContentDescriptor image) throws Exception {
        return new Images(HostProbe.probe(), store, UnpackLimits.DEFAULT).prepare("postgres", image, note -> {});
    }

    private Service start(String alias, ContainerImage image) throws Exception {
        ContainerSpec.Builder spec = ContainerSpec.builder().command(image.command(List.of()));
        image.applyTo(spec);
        return services.start(
                        List.of(new ServiceDescription(
                                alias,
                                List.of(),
                                spec.build(),
                                Readiness.atOnce().withHealth().withTimeout(Duration.ofMinutes(2)),
                                LogFile.at(directory.resolve(alias + ".log")),
                                RestartPolicy.never(),
                                image.healthCheck(),
                                Optional.of(image))),
                        (name, line) -> {})
                .get(0);
    }

    private static String query(Service database, String sql) throws Exception {
        Process psql =
                database.container().exec(ExecSpec.of("psql", "-AtXq", "-U", "postgres", "-h", "127.0.0.1", "-c", sql));
        psql.getOutputStream().close();
        String rows = new String(psql.getInputStream().readAllBytes(), UTF_8);
        String errors = new String(psql.getErrorStream().readAllBytes(), UTF_8);
        assertThat(psql.waitFor()).as(errors + database.lines()).isZero();
        return rows.strip();
    }
}
