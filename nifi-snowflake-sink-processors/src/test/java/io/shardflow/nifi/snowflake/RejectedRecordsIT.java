/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.settings.ColumnProperties;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that cannot be loaded leave as envelopes; the others of their FlowFile land. */
class RejectedRecordsIT {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @TempDir
    Path spool;

    private TestRunner runner(final String table) throws Exception {
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        return runner;
    }

    /** Every kind of record that is refused before it is sent, by the reason. */
    private static Map<String, byte[]> badRecords() {
        final Map<String, byte[]> bad = new LinkedHashMap<>();
        bad.put("not a JSON object", bytes("secret"));
        bad.put("a JSON array where one object", bytes("[" + Records.record(1, 90) + "]"));
        bad.put("not valid JSON", bytes(Records.record(1, 91, "\"note\":secret")));
        bad.put("more than one JSON value", bytes(Records.record(1, 92) + "1"));
        bad.put("a key occurs twice", bytes(Records.record(1, 93, "\"id\":1,\"id\":2")));
        bad.put("differ only in case", bytes(Records.record(1, 94, "\"id\":1,\"ID\":2")));
        bad.put("nested deeper", bytes(Records.record(1, 95, "\"note\":" + "[".repeat(1001) + "]".repeat(1001))));
        bad.put("'kinesisMetadata' is missing", bytes("{\"id\":96,\"note\":\"secret\"}"));
        bad.put("lacks stream", bytes("{\"kinesisMetadata\":{\"stream\":\"orders\"},\"id\":97}"));
        bad.put(
                "is a JSON number",
                bytes("{\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"s\",\"sequenceNumber\":98}}"));
        final byte[] notUtf8 = bytes(Records.record(1, 99, "\"note\":\"?\""));
        notUtf8[notUtf8.length - 3] = (byte) 0xFF;
        bad.put("invalid UTF-8", notUtf8);
        bad.put("a NUL byte", bytes(Records.record(1, 100, "\"note\":\"\0\"")));
        bad.put(
                "larger than 16777216 bytes",
                bytes(Records.record(1, 101, "\"note\":\"" + "x".repeat(17_000_000) + "\"")));
        return bad;
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] lines(final Stream<byte[]> lines) {
        return lines.reduce(new byte[0], (before, line) -> {
            final byte[] together = Arrays.copyOf(before, before.length + line.length + 1);
            System.arraycopy(line, 0, together, before.length, line.length);
            together[together.length - 1] = '\n';
            return together;
        });
    }

    private static MockFlowFile onlyRejected(final TestRunner runner) {
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        runner.assertTransferCount(PutSnowflake.REJECTED, 1);
        return runner.getFlowFilesForRelationship(PutSnowflake.REJECTED).getFirst();
    }

    /** Loads what was rejected into an error table, as the flow does, and gives its rows. */
    private List<String> errorTable(final String table, final MockFlowFile... rejected) throws Exception {
        final TestRunner runner = runner(table);
        for (final MockFlowFile flowFile : rejected) {
            runner.enqueue(flowFile.getData(), flowFile.getAttributes());
        }
        runner.run();
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        runner.assertTransferCount(PutSnowflake.REJECTED, 0);
        runner.assertTransferCount(PutSnowflake.SUCCESS, rejected.length);
        return snowflake.query("SELECT REASON, RAW, KINESISMETADATA:shardId::VARCHAR,"
                + " KINESISMETADATA:sequenceNumber::VARCHAR FROM " + table);
    }

    @Test
    void everyKindOfBadRecordLeavesAndTheOthersLand() throws Exception {
        final Map<String, byte[]> bad = badRecords();
        final byte[] tooLarge = bad.remove("larger than 16777216 bytes");
        final TestRunner runner = runner("MIXED");
        runner.enqueue(lines(Stream.concat(
                Stream.of(bytes(Records.record(1, 1))),
                bad.values().stream().flatMap(line -> Stream.of(line, bytes(Records.record(2, 10 + line.length)))))));
        runner.run();

        final MockFlowFile rejected = onlyRejected(runner);
        final MockFlowFile loaded =
                runner.getFlowFilesForRelationship(PutSnowflake.SUCCESS).getFirst();
        loaded.assertAttributeEquals("snowflake.rejected.count", Integer.toString(bad.size()));
        rejected.assertAttributeEquals("record.count", Integer.toString(bad.size()));
        rejected.assertAttributeEquals("mime.type", "application/json");
        assertThat(runner.getCounterValue("Records Rejected")).isEqualTo(bad.size());

        final List<String> rows = errorTable("MIXED_ERRORS", rejected);
        assertThat(rows).hasSize(bad.size());
        bad.forEach((reason, line) -> assertThat(rows).as(reason).anySatisfy(row -> assertThat(row)
                .contains(reason)
                .contains("|" + Base64.getEncoder().encodeToString(line) + "|")));
        assertThat(rows)
                .filteredOn(row -> row.contains("|shardId-000000000001|" + Records.sequenceNumber(99)))
                .hasSize(1);
        assertThat(runner.getLogger().getWarnMessages())
                .extracting(LogMessage::getMsg)
                .noneMatch(message -> message.contains("secret"));
        assertThat(tooLarge).hasSizeGreaterThan(16_777_216);
    }

    @Test
    void aBrokenLineIsTakenApartWhereObjectsMeet() throws Exception {
        final String first = Records.record(1, 1, "\"id\":oops");
        final String second = "{\"id\":\"}{\"}";
        final TestRunner runner = runner("APART");
        runner.enqueue(first + second + "\n");
        runner.run();

        final Base64.Encoder base64 = Base64.getEncoder();
        assertThat(errorTable("APART_ERRORS", onlyRejected(runner)))
                .satisfiesExactlyInAnyOrder(
                        row -> assertThat(row)
                                .endsWith("|" + base64.encodeToString(bytes(first)) + "|shardId-000000000001|"
                                        + Records.sequenceNumber(1)),
                        row -> assertThat(row).contains("|" + base64.encodeToString(bytes(second)) + "|unknown|"));
    }

    @Test
    void whatIsTooLargeForAVariantLeaves() throws Exception {
        final TestRunner runner = runner("LARGE");
        runner.enqueue(lines(Stream.of(
                bytes(Records.record(1, 1)),
                badRecords().get("larger than 16777216 bytes"),
                bytes(Records.record(1, 200)))));
        runner.run();

        assertThat(onlyRejected(runner).getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .startsWith("larger than 16777216 bytes");
        assertThat(snowflake.query("SELECT ID FROM LARGE ORDER BY ID")).containsExactly("1", "200");
    }

    @Test
    void aFlowFileOfBadRecordsOnlyIsDoneWithAndNeedsNoTable() throws Exception {
        final TestRunner runner = runner("NOTHING");
        runner.setProperty(ColumnProperties.TABLE_CREATION, "REFUSE");
        runner.enqueue("secret\nsecret 2\n", Map.of("kinesis.start.position", "2026-11-25T00:00:00Z", "kept", "yes"));
        runner.run();

        final MockFlowFile rejected = onlyRejected(runner);
        rejected.assertAttributeEquals("kept", "yes");
        rejected.assertAttributeNotExists("kinesis.start.position");
        rejected.assertAttributeEquals(PutSnowflake.REASON_ATTRIBUTE, "not a JSON object (2)");
        runner.assertTransferCount(PutSnowflake.SUCCESS, 1);
        runner.assertQueueEmpty();
    }

    private static String value(final int number, final boolean bad) {
        return Records.record(1, number, "\"id\":" + number + ",\"place\":\"" + (bad ? "secret" : "POINT(1 2)") + "\"");
    }

    /** Records of one shard, some of them with a text where a point should be, of which only Snowflake can tell. */
    private static String values(final int first, final int last, final IntPredicate bad) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(number -> value(number, bad.test(number)))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> good(final int first, final int last, final IntPredicate bad) {
        return IntStream.rangeClosed(first, last)
                .filter(bad.negate())
                .mapToObj(Integer::toString)
                .toList();
    }

    private List<String> ids(final String table) throws Exception {
        return snowflake.query("SELECT ID FROM " + table + " ORDER BY ID");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatSnowflakeRefusesIsFoundOnEitherPathAndComesAgainAsTheSame(final boolean fast) throws Exception {
        final String table = fast ? "REFUSED_FAST" : "REFUSED_SLOW";
        final IntPredicate bad = number -> number % 100 == 77;
        snowflake.execute("CREATE TABLE " + table + " (KINESISMETADATA VARIANT, ID NUMBER(10,0), PLACE GEOGRAPHY)");
        final TestRunner runner = runner(table);
        if (fast) {
            runner.enqueue(values(0, 9, bad));
            runner.run(1, false, true);
        }
        final String content = "secret\n" + values(10, 399, bad);
        runner.enqueue(content);
        runner.run(1, true, !fast);

        final MockFlowFile rejected = onlyRejected(runner);
        rejected.assertAttributeEquals("record.count", "5");
        assertThat(rejected.getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .isEqualTo(
                        "not a JSON object (1); Snowflake refuses it: Snowflake error 100071 (22000), a value does not fit"
                                + " its column (4)");
        assertThat(ids(table)).containsExactlyElementsOf(good(fast ? 0 : 10, 399, bad));
        assertThat(spool).isEmptyDirectory();

        final TestRunner again = runner(table);
        again.enqueue(content);
        again.run();
        assertThat(onlyRejected(again).getContent()).isEqualTo(rejected.getContent());
        assertThat(again.getCounterValue("Rows Recognised")).isEqualTo(386);
        assertThat(ids(table)).hasSize(fast ? 396 : 386);
        final List<String> rows = errorTable(table + "_ERRORS", rejected, onlyRejected(again));
        assertThat(rows)
                .hasSize(5)
                .filteredOn(row -> row.contains(Records.sequenceNumber(177)))
                .hasSize(1);
    }

    @Test
    @Tag("long")
    void ofManyRefusedRecordsThoseLeaveWithTheirNeighboursForWhichNoLoadIsLeft() throws Exception {
        snowflake.execute("CREATE TABLE HOPELESS (KINESISMETADATA VARIANT, ID NUMBER(10,0), PLACE GEOGRAPHY)");
        final TestRunner runner = runner("HOPELESS");
        runner.enqueue(values(0, 999, number -> number != 3 && number < 500));
        runner.enqueue(values(1000, 1009, number -> false));
        runner.run();

        final MockFlowFile rejected = onlyRejected(runner);
        assertThat(rejected.getAttribute(PutSnowflake.REASON_ATTRIBUTE)).contains("it or a record beside it");
        final List<String> landed = snowflake.query("SELECT ID FROM HOPELESS");
        assertThat(landed)
                .contains("3", "1000", "1009")
                .hasSize(1010 - Integer.parseInt(rejected.getAttribute("record.count")));
        runner.assertTransferCount(PutSnowflake.SUCCESS, 2);
        runner.assertQueueEmpty();
    }

    @Test
    void aFlowFileOfWhichSnowflakeRefusesAllIsDoneWith() throws Exception {
        snowflake.execute("CREATE TABLE ALL_REFUSED (KINESISMETADATA VARIANT, ID NUMBER(10,0), PLACE GEOGRAPHY)");
        final TestRunner runner = runner("ALL_REFUSED");
        runner.enqueue(values(0, 4, number -> true));
        runner.run();

        onlyRejected(runner).assertAttributeEquals("record.count", "5");
        runner.assertTransferCount(PutSnowflake.SUCCESS, 1);
        assertThat(snowflake.count("ALL_REFUSED")).isZero();
    }

    @Test
    void refusedRecordsInFewOfManyFlowFilesAreFoundAndEveryOtherLands() throws Exception {
        final IntPredicate bad = number -> number == 123 || number == 377;
        snowflake.execute("CREATE TABLE FEW (KINESISMETADATA VARIANT, ID NUMBER(10,0), PLACE GEOGRAPHY)");
        final TestRunner runner = runner("FEW");
        for (int i = 0; i < 20; i++) {
            runner.enqueue(values(i * 25, i * 25 + 24, bad));
        }
        runner.run();

        runner.assertTransferCount(PutSnowflake.SUCCESS, 20);
        runner.assertTransferCount(PutSnowflake.REJECTED, 2);
        assertThat(ids("FEW")).containsExactlyElementsOf(good(0, 499, bad));
    }

    @Test
    @Tag("long")
    void aRefusedRecordInEachOfManyFlowFilesCostsNoneOfItsNeighbours() throws Exception {
        final IntPredicate bad = number -> number % 2 == 1;
        snowflake.execute("CREATE TABLE EACH_OF_MANY (KINESISMETADATA VARIANT, ID NUMBER(10,0), PLACE GEOGRAPHY)");
        final TestRunner runner = runner("EACH_OF_MANY");
        for (int i = 0; i < 100; i++) {
            runner.enqueue(values(i * 2, i * 2 + 1, bad));
        }
        runner.run(1, false, true);
        assertThat(runner.getQueueSize().getObjectCount()).isPositive();
        while (!runner.isQueueEmpty()) {
            runner.run(1, false, false);
        }
        runner.stop();

        runner.assertTransferCount(PutSnowflake.SUCCESS, 100);
        assertThat(ids("EACH_OF_MANY")).containsExactlyElementsOf(good(0, 199, bad));
    }

    @Test
    void aCommitWhoseAnswerIsLostWhileRefusedRecordsAreSoughtDoublesNothing() throws Exception {
        final IntPredicate bad = number -> number == 12;
        snowflake.execute("CREATE TABLE SOUGHT (KINESISMETADATA VARIANT, ID NUMBER(10,0), PLACE GEOGRAPHY)");
        final TestRunner runner = runner("SOUGHT");
        runner.enqueue(values(0, 1, bad));
        runner.run(1, false, true);
        snowflake.control("{\"addHook\":{\"table\":\"SOUGHT\",\"action\":\"DROP\",\"times\":1}}");
        runner.enqueue(values(2, 30, bad));
        runner.run(1, true, false);

        onlyRejected(runner).assertAttributeEquals("record.count", "1");
        assertThat(ids("SOUGHT")).containsExactlyElementsOf(good(0, 30, bad));
        assertThat(runner.getCounterValue("Repeated Attempts")).isPositive();
    }

    @Test
    void theBadRecordsOfEachFlowFileLeaveInOneOfTheirOwn() throws Exception {
        final TestRunner runner = runner("SEVERAL");
        for (int i = 0; i < 6; i++) {
            runner.enqueue(Records.record(1, i * 10) + "\n" + (i % 2 == 0 ? "secret " + i + "\n" : "")
                    + Records.record(1, i * 10 + 1));
        }
        runner.run();

        runner.assertTransferCount(PutSnowflake.SUCCESS, 6);
        runner.assertTransferCount(PutSnowflake.REJECTED, 3);
        assertThat(snowflake.count("SEVERAL")).isEqualTo(12);
        assertThat(runner.getCounterValue("Fast Transactions")).isEqualTo(1);
        assertThat(runner.getLogger().getWarnMessages())
                .extracting(LogMessage::getMsg)
                .as("one bulletin for one reason")
                .hasSize(1);
    }

    @Test
    void whatComesAgainAfterACrashIsRecognisedAndRejectedAgainAndOnceInTheErrorTable() throws Exception {
        final String content = Records.records(1, 0, 4) + "secret\n" + Records.record(1, 5, "\"id\":1,\"id\":2") + "\n"
                + Records.records(1, 6, 9);
        // NiFi dies between Snowflake's COMMIT and its own: nothing that this one transferred is there.
        final TestRunner crashed = runner("CRASHED");
        crashed.enqueue(content);
        crashed.run();
        assertThat(snowflake.count("CRASHED")).isEqualTo(9);
        final TestRunner again = runner("CRASHED");
        again.enqueue(content);
        again.run();

        assertThat(snowflake.count("CRASHED")).isEqualTo(9);
        assertThat(again.getCounterValue("Rows Recognised")).isEqualTo(9);
        assertThat(onlyRejected(again).getContent())
                .isEqualTo(onlyRejected(crashed).getContent());
        // A crash right after NiFi's commit delivers neither again; this is the one where both got through.
        assertThat(errorTable("CRASHED_ERRORS", onlyRejected(crashed), onlyRejected(again)))
                .hasSize(2);
    }

    @Test
    void aRecordWithTooManyKeysLeavesAlone() throws Exception {
        final String keys = IntStream.rangeClosed(0, 10_000)
                .mapToObj(i -> "\"f" + i + "\":1")
                .collect(Collectors.joining(","));
        final TestRunner runner = runner("WIDE");
        runner.enqueue(Records.record(1, 1) + "\n" + Records.record(1, 2, keys) + "\n" + Records.record(1, 3));
        runner.run();

        assertThat(onlyRejected(runner).getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .startsWith("more than 10000 different top-level fields");
        assertThat(ids("WIDE")).containsExactly("1", "3");
        assertThat(errorTable("WIDE_ERRORS", onlyRejected(runner)))
                .singleElement()
                .asString()
                .contains(Records.sequenceNumber(2));
    }

    @Test
    void anEnvelopeThatNoErrorTableTakesHoldsUpNoOtherAndIsKept() throws Exception {
        final byte[] large = bytes(Records.record(1, 2, "\"note\":\"" + "x".repeat(17_000_000) + "\""));
        final byte[] huge = bytes(Records.record(1, 3, "\"note\":\"" + "x".repeat(25_000_000) + "\""));
        final TestRunner runner = runner("HUGE");
        runner.enqueue(lines(
                Stream.of(bytes(Records.record(1, 1)), large, bytes("secret"), huge, bytes(Records.record(1, 4)))));
        runner.run();

        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        assertThat(ids("HUGE")).containsExactly("1", "4");
        final List<MockFlowFile> rejected = runner.getFlowFilesForRelationship(PutSnowflake.REJECTED);
        assertThat(rejected).hasSize(3);
        assertThat(rejected).allSatisfy(flowFile -> flowFile.assertAttributeEquals("record.count", "1"));
        runner.getFlowFilesForRelationship(PutSnowflake.SUCCESS)
                .getFirst()
                .assertAttributeEquals("snowflake.rejected.count", "3");

        final TestRunner errors = runner("HUGE_ERRORS");
        rejected.forEach(flowFile -> errors.enqueue(flowFile.getData(), flowFile.getAttributes()));
        errors.run();
        errors.assertQueueEmpty();
        assertThat(snowflake.query("SELECT REASON FROM HUGE_ERRORS")).containsExactly("not a JSON object");
        final List<MockFlowFile> kept = new ArrayList<>(errors.getFlowFilesForRelationship(PutSnowflake.REJECTED));
        kept.addAll(errors.getFlowFilesForRelationship(PutSnowflake.FAILURE));
        assertThat(kept)
                .extracting(MockFlowFile::getContent)
                .as("as they came, each alone")
                .containsExactlyInAnyOrder(
                        rejected.get(1).getContent(), rejected.get(2).getContent());
        for (final byte[] original : List.of(large, huge)) {
            final String raw = Base64.getEncoder().encodeToString(original);
            assertThat(kept).anyMatch(flowFile -> flowFile.getContent().contains("\"raw\":\"" + raw + "\""));
        }
    }

    @Test
    void aRecordOfTheStreamThatLooksLikeAnEnvelopeIsRejectedLikeAnyOther() throws Exception {
        final String inner = Base64.getEncoder().encodeToString(bytes("{\"id\":1}"));
        final String record = Records.record(1, 1, "\"raw\":\"" + inner + "\",\"reason\":\"the customer says so\"");
        snowflake.execute("CREATE TABLE LETTERS (KINESISMETADATA VARIANT, RAW GEOGRAPHY, REASON VARCHAR)");
        final TestRunner runner = runner("LETTERS");
        runner.enqueue(record);
        runner.run();

        final MockFlowFile rejected = onlyRejected(runner);
        rejected.assertAttributeEquals("record.count", "1");
        assertThat(errorTable("LETTERS_ERRORS", rejected))
                .singleElement()
                .asString()
                .startsWith("Snowflake refuses it: ")
                .contains("|" + Base64.getEncoder().encodeToString(bytes(record)) + "|");
        assertThat(snowflake.query("SELECT KINESISMETADATA:stream::VARCHAR FROM LETTERS_ERRORS"))
                .containsExactly("orders>LETTERS");
    }

    @Test
    void anEnvelopeOfTheConsumerThatTheErrorTableRefusesStaysAsItIs() throws Exception {
        final String envelope = Records.record(1, 1, "\"raw\":\"c2VjcmV0\",\"reason\":\"not JSON\"");
        for (final String type : new String[] {"GEOGRAPHY", "VARCHAR(3)"}) {
            final String table = "REFUSING_" + type.charAt(0);
            snowflake.execute("CREATE TABLE " + table + " (KINESISMETADATA VARIANT, RAW " + type + ", REASON VARCHAR)");
            final TestRunner runner = runner(table);
            runner.setProperty(ColumnProperties.UNKNOWN_FIELDS, "REFUSE");
            runner.enqueue(envelope, Map.of("kinesis.parse.failure", "true"));
            runner.run();

            final MockFlowFile rejected = onlyRejected(runner);
            assertThat(rejected.getContent()).isEqualTo(envelope + "\n");
            rejected.assertAttributeEquals("kinesis.parse.failure", "true");
        }
    }

    /** The same name with a bit for each letter that is upper case. */
    private static String spelled(final int bits) {
        final StringBuilder name = new StringBuilder("kinesismetadata");
        for (int i = 0; i < name.length(); i++) {
            if ((bits >> i & 1) == 1) {
                name.setCharAt(i, Character.toUpperCase(name.charAt(i)));
            }
        }
        return name.toString();
    }

    private static String spelledRecord(final int number) {
        return Records.record(1, number).replace("kinesisMetadata", spelled(number));
    }

    @Test
    void onlySoManySpellingsOfTheMetadataFieldAreTakenFromAFlowFile() throws Exception {
        final TestRunner runner = runner("SPELLED");
        runner.enqueue(IntStream.range(0, 70)
                .mapToObj(RejectedRecordsIT::spelledRecord)
                .collect(Collectors.joining("\n", "", "\n" + spelledRecord(63).replace("4964", "4965"))));
        runner.run();

        assertThat(onlyRejected(runner).getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .startsWith("kinesisMetadata: the metadata field of other records has 64 names")
                .endsWith("(6)");
        assertThat(snowflake.count("SPELLED")).isEqualTo(65);
        assertThat(snowflake.query("SELECT COUNT(DISTINCT KINESISMETADATA:sequenceNumber::VARCHAR) FROM SPELLED"))
                .containsExactly("65");
    }

    @Test
    void flowFilesWithManySpellingsAreNotAllTakenTogether() throws Exception {
        final TestRunner runner = runner("SPELLED_APART");
        for (int number = 0; number < 70; number++) {
            runner.enqueue(spelledRecord(number));
        }
        runner.run(1, false, true);
        runner.assertTransferCount(PutSnowflake.SUCCESS, 64);
        runner.run(1, true, false);

        runner.assertTransferCount(PutSnowflake.SUCCESS, 70);
        assertThat(snowflake.count("SPELLED_APART")).isEqualTo(70);
    }
}
