package io.jdock.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Messages of the domain name system, as RFC 1035 has them. */
class QuestionTest {
    private static final String HEADER = "1234 0100 0001 0000 0000 0001"; // a question, with one more record behind it
    private static final String DB_SHOP = "02 4442 04 73686f70 00"; // DB.shop
    private static final String OPTIONS = "00 0029 04d0 00000000 0000"; // RFC 6891, which glibc sends if told to

    private static byte[] bytes(String... hexadecimal) {
        return HexFormat.of().parseHex(String.join("", hexadecimal).replace(" ", ""));
    }

    private static byte[] asking(int type) {
        return bytes(HEADER, DB_SHOP, String.format("%04x", type), "0001", OPTIONS);
    }

    private static List<InetAddress> addresses() {
        try {
            return List.of(InetAddress.getByName("10.213.0.2"), InetAddress.getByName("fd6a::2"));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void namesAreReadInLowerCase() {
        Question question = Question.of(asking(Question.A)).orElseThrow();

        assertThat(question.name()).isEqualTo("db.shop");
        assertThat(question.type()).isEqualTo(Question.A);
    }

    @Test
    void anAnswerHasTheAddressesOfTheKind() {
        byte[] four = Question.of(asking(Question.A)).orElseThrow().answer(addresses());
        byte[] six = Question.of(asking(Question.AAAA)).orElseThrow().answer(addresses());

        assertThat(four)
                .isEqualTo(bytes(
                        "1234 8580 0001 0001 0000 0000",
                        DB_SHOP,
                        "0001 0001",
                        "c00c 0001 0001 00000000 0004 0ad50002"));
        assertThat(six)
                .isEqualTo(bytes(
                        "1234 8580 0001 0001 0000 0000",
                        DB_SHOP,
                        "001c 0001",
                        "c00c 001c 0001 00000000 0010 fd6a0000000000000000000000000002"));
    }

    /** The name is there: to say that it is not would end the search for addresses of the other kind too. */
    @Test
    void whatIsNotThereOfAKnownNameIsAnAnswerWithoutRecords() {
        int mail = 15;

        byte[] answer = Question.of(asking(mail)).orElseThrow().answer(addresses());

        assertThat(answer).isEqualTo(bytes("1234 8580 0001 0000 0000 0000", DB_SHOP, "000f 0001"));
    }

    @Test
    void anAddressHasAName() {
        byte[] answer = Question.of(asking(Question.PTR)).orElseThrow().answer("db");

        assertThat(answer)
                .isEqualTo(bytes(
                        "1234 8580 0001 0001 0000 0000",
                        DB_SHOP,
                        "000c 0001",
                        "c00c 000c 0001 00000000 0004 02646200"));
    }

    @Test
    void refusalsAreSaid() {
        byte[] answer = Question.of(asking(Question.A)).orElseThrow().answer(Question.Code.REFUSED);

        assertThat(answer).isEqualTo(bytes("1234 8585 0001 0000 0000 0000", DB_SHOP, "0001 0001"));
        assertThat(Question.serves(answer)).contains(false);
    }

    @Test
    void answersOfOthersAreToldApart() {
        byte[] found = Question.of(asking(Question.A)).orElseThrow().answer(addresses());
        byte[] unknown = Question.of(asking(Question.A)).orElseThrow().answer(Question.Code.NO_SUCH_NAME);

        assertThat(Question.serves(found)).contains(true);
        assertThat(Question.serves(unknown)).contains(true);
        assertThat(Question.serves(asking(Question.A))).isEmpty();
        assertThat(Question.serves(bytes("1234"))).isEmpty();
    }

    @Test
    void whatIsNoQuestionIsNone() {
        assertThat(Question.of(bytes("1234 8180 0001 0000 0000 0000", DB_SHOP, "0001 0001")))
                .as("an answer")
                .isEmpty();
        assertThat(Question.of(bytes("1234 2000 0001 0000 0000 0000", DB_SHOP, "0001 0001")))
                .as("a notification, RFC 1996")
                .isEmpty();
        assertThat(Question.of(bytes("1234 0100 0002 0000 0000 0000", DB_SHOP, "0001 0001", DB_SHOP, "0001 0001")))
                .as("two questions")
                .isEmpty();
        assertThat(Question.of(bytes("1234 0100 0001 0000 0000 0000", "c00c 0001 0001")))
                .as("a name that points to itself")
                .isEmpty();
        assertThat(Question.of(bytes("1234 0100 0001 0000 0000 0000", DB_SHOP, "0001 0003")))
                .as("another class than the Internet's")
                .isEmpty();
    }

    @Property
    void aMutatedQuestionIsAQuestionOrNone(
            @ForAll @IntRange(min = 0, max = 24) int place,
            @ForAll byte value,
            @ForAll @IntRange(max = 40) int length) {
        byte[] message = Arrays.copyOf(bytes("1234 0100 0001 0000 0000 0000", DB_SHOP, "0001 0001"), length);
        if (place < length) {
            message[place] = value;
        }

        Optional<Question> question = Question.of(message);

        question.ifPresent(asked -> assertThat(asked.answer(addresses())).hasSizeGreaterThanOrEqualTo(17));
    }

    @Property
    void aQuestionCutOffIsNone(@ForAll @IntRange(min = 0, max = 24) int length) {
        byte[] whole = bytes("1234 0100 0001 0000 0000 0000", DB_SHOP, "0001 0001");

        assertThat(Question.of(Arrays.copyOf(whole, length))).isEmpty();
        assertThat(new String(whole, StandardCharsets.ISO_8859_1)).hasSize(25);
    }
}
