package io.jdock.container;

import io.jdock.kernel.FileKinds.Question;
import io.jdock.plan.Descriptors;
import io.jdock.plan.Launch.Sources.Kind;
import io.jdock.plan.Plan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a prepared start is enough to start a container, in a form for {@link KeptPrograms}.
 *
 * @param program of the plan, assembled
 * @param descriptors of the plan
 * @param seen what the plan was made for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KeptStart(byte[] program, Descriptors descriptors, RememberedSources.Seen seen) {

    /** @param launcher assembles the program */
    static KeptStart of(Plan plan, Launcher launcher, RememberedSources.Seen seen) {
        return new KeptStart(launcher.assemble(plan.program()), plan.descriptors(), seen);
    }

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(descriptors, out);
            write(seen, out);
            out.write(program);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // which does not happen in memory
        }
        return bytes.toByteArray();
    }

    private static void write(Descriptors descriptors, DataOutputStream out) throws IOException {
        out.writeInt(descriptors.preserved());
        out.writeBoolean(descriptors.reports());
        out.writeBoolean(descriptors.waits());
        out.writeBoolean(descriptors.checked());
        out.writeBoolean(descriptors.subject());
        out.writeBoolean(descriptors.terminal());
        out.writeBoolean(descriptors.startable());
        out.writeBoolean(descriptors.nested());
        out.writeBoolean(descriptors.listens());
        out.writeBoolean(descriptors.supervised());
        out.writeBoolean(descriptors.tells());
    }

    private static void write(RememberedSources.Seen seen, DataOutputStream out) throws IOException {
        out.writeInt(seen.questions().size());
        for (int i = 0; i < seen.questions().size(); i++) {
            Question question = seen.questions().get(i);
            out.writeUTF(question.path());
            out.writeBoolean(question.follow());
            out.writeUTF(seen.kinds().get(i).name());
        }
        out.writeInt(seen.links().size());
        for (Map.Entry<String, String> link : seen.links().entrySet()) {
            out.writeUTF(link.getKey());
            out.writeUTF(link.getValue());
        }
    }

    /** @param bytes as {@link #toBytes} gave them */
    static KeptStart of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Descriptors descriptors = readDescriptors(in);
            RememberedSources.Seen seen = readSeen(in);
            return new KeptStart(in.readAllBytes(), descriptors, seen);
        } catch (IOException e) {
            throw new IllegalArgumentException("no start", e);
        }
    }

    private static Descriptors readDescriptors(DataInputStream in) throws IOException {
        return new Descriptors(
                in.readInt(),
                in.readBoolean(),
                in.readBoolean(),
                in.readBoolean(),
                in.readBoolean(),
                in.readBoolean(),
                in.readBoolean(),
                in.readBoolean(),
                in.readBoolean(),
                in.readBoolean(),
                in.readBoolean());
    }

    private static RememberedSources.Seen readSeen(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<Question> questions = new ArrayList<>(count);
        List<Kind> kinds = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            questions.add(new Question(in.readUTF(), in.readBoolean()));
            kinds.add(Kind.valueOf(in.readUTF()));
        }
        int linkCount = in.readInt();
        Map<String, String> links = new LinkedHashMap<>();
        for (int i = 0; i < linkCount; i++) {
            links.put(in.readUTF(), in.readUTF());
        }
        return new RememberedSources.Seen(new HostSources(), questions, kinds, links);
    }
}
