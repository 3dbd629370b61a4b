package io.jdock.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fuzzing of {@link Question}: what is one gets answers that keep its number; what is none gets nothing. */
public final class QuestionFuzz {
    private QuestionFuzz() {}

    public static List<byte[]> seeds() {
        byte[] name = "\2db\4shop\0".getBytes(StandardCharsets.ISO_8859_1);
        byte[] question = ByteBuffer.allocate(12 + name.length + 4)
                .putShort((short) 7)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .position(12)
                .put(name)
                .putShort((short) Question.A)
                .putShort((short) 1)
                .array();
        return List.of(question);
    }

    public static void fuzzerTestOneInput(byte[] input) throws UnknownHostException {
        Question.serves(input);
        Question question = Question.of(input).orElse(null);
        if (question == null) {
            return;
        }
        List<InetAddress> addresses = List.of(InetAddress.getByName("10.1.2.3"), InetAddress.getByName("fd00::1"));
        List<byte[]> answers = List.of(
                question.answer(Question.Code.NO_SUCH_NAME), question.answer(addresses), question.answer("db.shop"));
        for (byte[] answer : answers) {
            if (ByteBuffer.wrap(answer).getShort(0) != ByteBuffer.wrap(input).getShort(0)
                    || !Question.serves(answer).orElseThrow()) {
                throw new AssertionError("no answer to this question");
            }
        }
    }
}
