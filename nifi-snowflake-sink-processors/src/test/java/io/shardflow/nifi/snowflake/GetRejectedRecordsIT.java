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

import io.shardflow.nifi.snowflake.jdbc.ErrorRow;
import io.shardflow.nifi.snowflake.jdbc.ErrorTableReader;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.settings.ErrorTableSettings;
import io.shardflow.nifi.snowflake.settings.MetadataProperties;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From an error table that PutSnowflake has filled back to the table that the records were meant for. */
class GetRejectedRecordsIT {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @TempDir
    static Path spool;

    private static TestRunner reader(final String table) throws InitializationException {
        final TestRunner runner = snowflake.runner(new GetRejectedRecords());
        runner.setProperty(ErrorTableSettings.TABLE_NAME, table);
        return runner;
    }

    /** Loads each content by a processor that knows nothing yet. */
    private static TestRunner load(final String table, final String... contents) throws InitializationException {
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        for (final String content : contents) {
            runner.enqueue(content);
        }
        runner.run(contents.length);
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, contents.length);
        return runner;
    }

    private static String envelope(final int shard, final int number, final byte[] original) {
        return Records.record(
                shard,
                number,
                "\"raw\":\"" + Base64.getEncoder().encodeToString(original) + "\",\"reason\":\"not loaded\"");
    }

    private static String envelope(final int shard, final int number, final String original) {
        return envelope(shard, number, original.getBytes(StandardCharsets.UTF_8));
    }

    private static void run(final TestRunner reader) {
        reader.clearTransferState();
        reader.run();
        assertThat(reader.getLogger().getErrorMessages())
                .extracting(GetRejectedRecordsIT::text)
                .isEmpty();
    }

    private static String text(final LogMessage message) {
        return message.getMsg() + Arrays.toString(message.getArgs());
    }

    private static String[] contents(final TestRunner runner) {
        return runner.getFlowFilesForRelationship(GetRejectedRecords.SUCCESS).stream()
                .map(MockFlowFile::getContent)
                .toArray(String[]::new);
    }

    private static List<String> warnings(final TestRunner runner) {
        return runner.getLogger().getWarnMessages().stream()
                .map(GetRejectedRecordsIT::text)
                .toList();
    }

    @Test
    void recordsLandOnceHoweverOftenTheyGoTheWayBack() throws Exception {
        load(
                "BACK_ERRORS",
                envelope(1, 1, "{\"id\":1,\"note\":\"of the consumer\"}") + "\n" + envelope(2, 2, Records.record(2, 2))
                        + "\n" + envelope(1, 3, "{\"id\":3}"));
        load("BACK", Records.record(1, 0));
        final TestRunner reader = reader("BACK_ERRORS");
        for (int i = 0; i < 2; i++) {
            run(reader);
            load("BACK", contents(reader));

            assertThat(snowflake.query("SELECT ID, NOTE, KINESISMETADATA:shardId::VARCHAR,"
                            + " KINESISMETADATA:partitionKey::VARCHAR FROM BACK ORDER BY 1"))
                    .containsExactly(
                            "0|n0|shardId-000000000001|k",
                            "1|of the consumer|shardId-000000000001|k",
                            "2|n2|shardId-000000000002|k",
                            "3|null|shardId-000000000001|k");
        }
        assertThat(snowflake.count("BACK_ERRORS")).as("nothing is removed").isEqualTo(3);
        assertThat(warnings(reader)).isEmpty();
    }

    @Test
    void rowsThatCannotBeARecordStayUntilTheyAreMended() throws Exception {
        load(
                "MENDED_ERRORS",
                envelope(1, 1, "{\"id\":1}") + "\n" + envelope(1, 2, "secret") + "\n" + envelope(1, 3, "{\"id\":")
                        + "\n" + envelope(1, 4, Records.record(1, 9)));
        snowflake.execute("INSERT INTO MENDED_ERRORS (RAW) VALUES ('{}')");
        final TestRunner reader = reader("MENDED_ERRORS");
        run(reader);

        assertThat(contents(reader)).hasSize(1);
        assertThat(contents(reader)[0].lines()).hasSize(1).first().asString().endsWith("\"id\":1}");
        assertThat(reader.getCounterValue("Rows Left")).isEqualTo(4);
        assertThat(warnings(reader))
                .singleElement()
                .asString()
                .contains("4 rows", "1 × the metadata column has no position", "2 × RAW is not one JSON object")
                .contains(
                        "1 × RAW has a metadata field of its own",
                        "orders/shardId-000000000001 at " + Records.sequenceNumber(4) + "/0")
                .contains("UPDATE")
                .doesNotContain("secret");

        snowflake.execute("UPDATE MENDED_ERRORS SET RAW = '{\"id\": 2}' WHERE RAW = '"
                + Base64.getEncoder().encodeToString("secret".getBytes(StandardCharsets.UTF_8)) + "'");
        run(reader);
        assertThat(contents(reader)[0].lines()).hasSize(2).last().asString().contains("\"id\": 2");
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() throws Exception {
        load(
                "MANY_ERRORS",
                IntStream.range(0, 5)
                        .mapToObj(number -> envelope(1 + number % 2, number, "{\"id\":" + number + "}"))
                        .collect(Collectors.joining("\n")));
        final TestRunner reader = snowflake.runner(new GetRejectedRecords() {
            @Override
            int mostRows() {
                return 2;
            }
        });
        reader.setProperty(ErrorTableSettings.TABLE_NAME, "MANY_ERRORS");
        run(reader);

        final List<MockFlowFile> sent = reader.getFlowFilesForRelationship(GetRejectedRecords.SUCCESS);
        assertThat(sent)
                .extracting(flowFile -> flowFile.getAttribute("record.count"))
                .containsExactly("2", "2", "1");
        assertThat(sent.stream().flatMap(flowFile -> flowFile.getContent().lines()))
                .extracting(line -> line.replaceFirst(".*\"id\":([0-9]).*", "$1"))
                .containsExactly("0", "2", "4", "1", "3");
    }

    @Test
    void aPageHasSoManyBytesAtMostUnlessOneRecordIsLarger() throws Exception {
        load(
                "LARGE_ERRORS",
                envelope(1, 1, "{}") + "\n" + envelope(1, 2, "{}") + "\n"
                        + envelope(1, 3, "{\"note\":\"" + "x".repeat(200) + "\"}") + "\n" + envelope(1, 4, "{}") + "\n"
                        + envelope(1, 5, "{}"));
        final List<Integer> pages = new ArrayList<>();
        try (ErrorTableReader reader = ErrorTableReader.open(
                        snowflake::connect,
                        new ErrorTableReader.Wanted(
                                Optional.of(Identifier.parse("DEMO_DB")),
                                Optional.of(Identifier.parse("PUBLIC")),
                                Identifier.parse("LARGE_ERRORS"),
                                "kinesisMetadata",
                                ""))
                .orElseThrow()) {
            for (List<ErrorRow> page = reader.next(9, 10); !page.isEmpty(); page = reader.next(9, 10)) {
                pages.add(page.size());
            }
        }
        assertThat(pages).containsExactly(2, 1, 2);
    }

    /** The statements of docs/rejected-records.md, in their order: what was rejected, mending a record, tidying up. */
    @Test
    void theStatementsOfTheDocsDoWhatTheySay() throws Exception {
        final List<String> statements = Pattern.compile("```sql\n\\s*(.*?);\n", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "rejected-records.md")))
                .results()
                .map(block -> block.group(1).replace("ORDERS", "PAGE"))
                .toList();
        final String envelopes =
                envelope(1, 17, "no JSON") + "\n" + envelope(1, 18, "{\"id\":18}") + "\n" + envelope(1, 19, "?");
        load("PAGE_ERRORS", envelopes.replace("\"orders\"", "\"orders>PAGE\""));
        assertThat(snowflake.query(statements.get(0))).containsExactly("not loaded|3");
        snowflake.execute(statements.get(1));
        final TestRunner reader = reader("PAGE_ERRORS");
        run(reader);
        load("PAGE", contents(reader));
        assertThat(snowflake.query("SELECT ID FROM PAGE ORDER BY 1")).containsExactly("17", "18");

        final String ofOthers = envelopes.replace("\"orders\"", "\"orders>PAGES\"");
        load("PAGE_ERRORS", ofOthers, envelopes);
        snowflake.execute(statements.get(2));
        assertThat(snowflake.query("SELECT KINESISMETADATA:stream::VARCHAR, KINESISMETADATA:sequenceNumber::VARCHAR"
                        + " FROM PAGE_ERRORS"))
                .containsExactlyInAnyOrder(
                        "orders>PAGE|" + Records.sequenceNumber(19),
                        "orders>PAGES|" + Records.sequenceNumber(17),
                        "orders>PAGES|" + Records.sequenceNumber(18),
                        "orders>PAGES|" + Records.sequenceNumber(19),
                        "orders|" + Records.sequenceNumber(19));
    }

    @Test
    void aConditionChoosesRows() throws Exception {
        load("CHOSEN_ERRORS", envelope(1, 1, "{\"id\":1}") + "\n" + envelope(1, 2, "{\"id\":2}"));
        snowflake.execute("INSERT INTO CHOSEN_ERRORS (RAW) VALUES ('{}')");
        final TestRunner reader = reader("CHOSEN_ERRORS");
        reader.setProperty(
                ErrorTableSettings.WHERE_CLAUSE,
                "KINESISMETADATA:sequenceNumber::VARCHAR = '" + Records.sequenceNumber(2)
                        + "' OR RAW = '{}' -- the second");
        run(reader);
        assertThat(reader.getCounterValue("Rows Left"))
                .as("chosen, and without a position")
                .isEqualTo(1);
        assertThat(contents(reader))
                .singleElement()
                .asString()
                .contains("\"id\":2")
                .doesNotContain("\"id\":1");
    }

    @Test
    void oneRowOfSeveralWithOnePositionIsSent() throws Exception {
        load("TWICE_ERRORS", envelope(1, 1, "{\"id\":1}"));
        snowflake.execute("INSERT INTO TWICE_ERRORS SELECT * FROM TWICE_ERRORS");
        final TestRunner reader = reader("TWICE_ERRORS");
        run(reader);
        assertThat(contents(reader)[0].lines()).hasSize(1);
    }

    @Test
    void columnsAreFoundWhateverTheirCaseAndOrder() throws Exception {
        snowflake.execute(
                "CREATE TABLE CASED_ERRORS (\"Reason\" VARCHAR, \"raw\" VARCHAR, \"kinesisMetadata\" OBJECT)",
                "INSERT INTO CASED_ERRORS SELECT 'r', '{\"id\":1}', PARSE_JSON('{\"stream\":\"s\",\"shardId\":\"h\",\"sequenceNumber\":\"1\"}')");
        final TestRunner reader = reader("CASED_ERRORS");
        run(reader);
        assertThat(contents(reader)).singleElement().asString().endsWith(",\"id\":1}\n");
    }

    @Test
    void aTableThatIsNoErrorTableIsNamed() throws Exception {
        snowflake.execute("CREATE TABLE NO_ERRORS (KINESISMETADATA VARIANT, ID NUMBER)");
        final TestRunner reader = reader("NO_ERRORS");
        reader.run();
        assertThat(reader.getLogger().getErrorMessages())
                .extracting(GetRejectedRecordsIT::text)
                .singleElement()
                .asString()
                .contains("Not all rejected records were read", "NO_ERRORS", "no column RAW", "'Table Name'");
        assertThat(contents(reader)).isEmpty();
    }

    @Test
    void anErrorTableThatDoesNotExistIsNoFault() throws Exception {
        final TestRunner reader = reader("NEVER_ERRORS");
        run(reader);
        assertThat(contents(reader)).isEmpty();
        assertThat(warnings(reader)).singleElement().asString().contains("No rejected records");
    }

    /** What the table's processor rejects of the content. */
    private static byte[] rejected(final String table, final String content) throws InitializationException {
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        runner.enqueue(content);
        runner.run();
        return runner.getFlowFilesForRelationship(PutSnowflake.REJECTED)
                .getFirst()
                .getData();
    }

    @Test
    void whatTwoTargetsRefuseOfOnePositionIsKeptTwiceAndGoesBackApart() throws Exception {
        final String bad = Records.record(1, 7, "\"id\":7,\"total\":\"to be agreed\"");
        final StringBuilder envelopes = new StringBuilder();
        for (final String table : new String[] {"FIRST", "SECOND"}) {
            snowflake.execute(
                    "CREATE TABLE " + table + " (KINESISMETADATA VARIANT, ID NUMBER(10,0), TOTAL NUMBER(10,2))");
            envelopes.append(new String(rejected(table, bad), StandardCharsets.UTF_8));
        }
        load("BOTH_ERRORS", envelopes.toString(), envelopes.toString());
        assertThat(snowflake.query("SELECT KINESISMETADATA:stream::VARCHAR, KINESISMETADATA:shardId::VARCHAR"
                        + " FROM BOTH_ERRORS ORDER BY 1"))
                .containsExactly("orders>FIRST|shardId-000000000001", "orders>SECOND|shardId-000000000001");

        final TestRunner reader = reader("BOTH_ERRORS");
        run(reader);
        final List<MockFlowFile> back = reader.getFlowFilesForRelationship(GetRejectedRecords.SUCCESS);
        assertThat(back)
                .extracting(flowFile -> flowFile.getAttribute("snowflake.target"))
                .containsExactly("FIRST", "SECOND");
        for (final MockFlowFile flowFile : back) {
            final String table = flowFile.getAttribute("snowflake.target");
            snowflake.execute(
                    "ALTER TABLE " + table + " RENAME COLUMN TOTAL TO TOTAL_AS_NUMBER",
                    "ALTER TABLE " + table + " ADD COLUMN TOTAL VARCHAR");
            load(table, flowFile.getContent());
            load(table, bad);
            assertThat(snowflake.query("SELECT TOTAL, KINESISMETADATA:stream::VARCHAR FROM " + table))
                    .as("once, and as the stream brings it")
                    .containsExactly("to be agreed|orders");
        }
        reader.setProperty(
                ErrorTableSettings.WHERE_CLAUSE,
                Files.readString(Path.of("..", "docs", "rejected-records.md"))
                        .replaceFirst("(?s).*`(ENDSWITH\\([^`]*)`.*", "$1")
                        .replace("ORDERS", "SECOND"));
        run(reader);
        assertThat(reader.getFlowFilesForRelationship(GetRejectedRecords.SUCCESS))
                .singleElement()
                .satisfies(flowFile -> flowFile.assertAttributeEquals("snowflake.target", "SECOND"));
    }

    /** As docs/rejected-records.md has it for several tables. */
    private static String tableNameOfTheDocs() throws IOException {
        return Files.readString(Path.of("..", "docs", "rejected-records.md"))
                .replaceFirst("(?s).*`(\\$\\{snowflake\\.target:isEmpty\\(\\):[^`]*)`.*", "$1")
                .replace("ORDERS", "OF_CONSUMER");
    }

    @Test
    void everyRecordFindsItsTableByTheAttributesOrNone() throws Exception {
        snowflake.execute(
                "CREATE TABLE \"lower\" (KINESISMETADATA VARIANT, ID NUMBER(10,0))",
                "CREATE TABLE LOWER (KINESISMETADATA VARIANT, ID NUMBER(10,0))");
        final StringBuilder envelopes = new StringBuilder(envelope(1, 1, "{\"id\":1}"));
        int number = 2;
        for (final String mark : new String[] {"LOWER", "lower", "DEMO_DB.PUBLIC.lower", "my_table-0123456789abcdef"}) {
            envelopes
                    .append('\n')
                    .append(envelope(1, number, "{\"id\":" + number + "}")
                            .replace("\"orders\"", "\"orders>" + mark + "\""));
            number++;
        }
        load("FIND_ERRORS", envelopes.toString());
        final TestRunner reader = reader("FIND_ERRORS");
        run(reader);
        final TestRunner sink = snowflake.runner(tableNameOfTheDocs());
        sink.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        reader.getFlowFilesForRelationship(GetRejectedRecords.SUCCESS).forEach(sink::enqueue);
        sink.run(5);
        sink.assertQueueEmpty();
        assertThat(sink.getFlowFilesForRelationship(PutSnowflake.FAILURE))
                .as("a shortened name is no table's")
                .singleElement()
                .satisfies(flowFile -> assertThat(flowFile.getContent()).contains("\"id\":5"));
        assertThat(snowflake.query("SELECT ID FROM OF_CONSUMER")).containsExactly("1");
        assertThat(snowflake.query("SELECT ID FROM LOWER")).containsExactly("2");
        assertThat(snowflake.query("SELECT ID FROM \"lower\" ORDER BY 1")).containsExactly("3", "4");
    }

    /** What docs/rejected-records.md says of records that are refused again. */
    @Test
    void whatIsRefusedAgainIsAnotherRowIfTheConsumerHadRefusedItOrItHadNoPosition() throws Exception {
        snowflake.execute("CREATE TABLE AGAIN (KINESISMETADATA VARIANT, ID NUMBER(10,0))");
        load(
                "AGAIN_ERRORS",
                envelope(1, 1, "{\"id\":\"x\"}") + "\n"
                        + envelope(1, 2, "{\"id\":\"x\"}").replace("\"orders\"", "\"orders>AGAIN\"") + "\n"
                        + new String(rejected("AGAIN", "no JSON"), StandardCharsets.UTF_8));
        snowflake.execute("UPDATE AGAIN_ERRORS SET RAW = '" + Records.record(1, 3, "\"id\":\"x\"")
                + "' WHERE KINESISMETADATA:shardId::VARCHAR = 'unknown'");
        final TestRunner reader = reader("AGAIN_ERRORS");
        for (int i = 0; i < 2; i++) {
            run(reader);
            for (final String content : contents(reader)) {
                load("AGAIN_ERRORS", new String(rejected("AGAIN", content), StandardCharsets.UTF_8));
            }
            assertThat(snowflake.query("SELECT KINESISMETADATA:stream::VARCHAR, KINESISMETADATA:sequenceNumber::VARCHAR"
                            + " FROM AGAIN_ERRORS WHERE KINESISMETADATA:shardId::VARCHAR <> 'unknown'"))
                    .containsExactlyInAnyOrder(
                            "orders|" + Records.sequenceNumber(1),
                            "orders>AGAIN|" + Records.sequenceNumber(1),
                            "orders>AGAIN|" + Records.sequenceNumber(2),
                            "orders>AGAIN|" + Records.sequenceNumber(3));
        }
        assertThat(snowflake.count("AGAIN_ERRORS")).isEqualTo(5);
    }

    @Test
    void aRecordThatIsRejectedAgainForAnotherReasonIsOneRow() throws Exception {
        final String ofConsumer = envelope(1, 1, "{\"id\":1}");
        final String first = ofConsumer.replace("\"orders\"", "\"orders>TWICE\"");
        final String again = first.replace("not loaded", "still not loaded");
        load("TWICE_REJECTED_ERRORS", first + "\n" + again, again);
        load("TWICE_REJECTED_ERRORS", ofConsumer, ofConsumer.replace("not loaded", "still not loaded"));
        assertThat(snowflake.query("SELECT REASON FROM TWICE_REJECTED_ERRORS"))
                .as("one of the table and one of the consumer")
                .containsExactly("not loaded", "not loaded");
    }

    @Test
    void separateColumnsAreReadToo() throws Exception {
        final TestRunner errors = snowflake.runner("APART_ERRORS");
        errors.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        errors.setProperty(MetadataProperties.COLUMNS, MetadataProperties.SEPARATE);
        errors.setProperty(MetadataProperties.PREFIX, "P_");
        errors.enqueue(envelope(1, 1, "{\"id\":1}").replace("\"orders\"", "\"orders>APART\"") + "\n"
                + envelope(2, 2, Records.record(2, 2)));
        errors.run();
        errors.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        snowflake.execute("INSERT INTO APART_ERRORS (RAW) VALUES ('{}')");
        final TestRunner reader = reader("APART_ERRORS");
        reader.run();
        assertThat(reader.getLogger().getErrorMessages())
                .extracting(GetRejectedRecordsIT::text)
                .as("no column KINESISMETADATA")
                .singleElement()
                .asString()
                .contains("no column KINESISMETADATA", "'Metadata Columns'");
        reader.setProperty(MetadataProperties.COLUMNS, MetadataProperties.SEPARATE);
        reader.setProperty(MetadataProperties.PREFIX, "Q_");
        reader.run();
        assertThat(reader.getLogger().getErrorMessages())
                .extracting(GetRejectedRecordsIT::text)
                .last()
                .asString()
                .contains("APART_ERRORS", "'Metadata Column Prefix'");

        final TestRunner fitting = reader("APART_ERRORS");
        fitting.setProperty(MetadataProperties.COLUMNS, MetadataProperties.SEPARATE);
        fitting.setProperty(MetadataProperties.PREFIX, "P_");
        run(fitting);
        assertThat(fitting.getCounterValue("Rows Left")).isEqualTo(1);
        load("APART", contents(fitting));
        load("APART", Records.record(2, 2));
        assertThat(snowflake.query("SELECT ID, KINESISMETADATA:stream::VARCHAR, KINESISMETADATA:shardId::VARCHAR,"
                        + " KINESISMETADATA:sequenceNumber::VARCHAR, KINESISMETADATA:subSequenceNumber::VARCHAR,"
                        + " KINESISMETADATA:approximateArrival::VARCHAR, KINESISMETADATA:partitionKey::VARCHAR"
                        + " FROM APART ORDER BY 1"))
                .containsExactly(
                        "1|orders|shardId-000000000001|" + Records.sequenceNumber(1) + "|0|" + (Records.ARRIVAL + 1)
                                + "|k",
                        "2|orders|shardId-000000000002|" + Records.sequenceNumber(2) + "|0|" + (Records.ARRIVAL + 2)
                                + "|k");
    }

    @Test
    void aTableMadeByHandMayLackThePartitionKey() throws Exception {
        snowflake.execute(
                "CREATE TABLE KEYLESS_ERRORS (STREAM VARCHAR, SHARD_ID VARCHAR, SEQUENCE_NUMBER VARCHAR, SUB_SEQUENCE_NUMBER"
                        + " NUMBER(38,0), APPROXIMATE_ARRIVAL NUMBER(38,0), RAW VARCHAR, REASON VARCHAR)",
                "INSERT INTO KEYLESS_ERRORS (STREAM, SHARD_ID, SEQUENCE_NUMBER, RAW) VALUES ('s', 'h', '1', '{\"id\":1}')");
        final TestRunner reader = reader("KEYLESS_ERRORS");
        reader.setProperty(MetadataProperties.COLUMNS, MetadataProperties.SEPARATE);
        reader.setProperty(MetadataProperties.PREFIX, "");
        run(reader);
        assertThat(contents(reader))
                .singleElement()
                .asString()
                .isEqualTo(
                        "{\"kinesisMetadata\":{\"stream\":\"s\",\"shardId\":\"h\",\"sequenceNumber\":\"1\",\"subSequenceNumber\":0,"
                                + "\"shardedSequenceNumber\":\"100000000000000000000\"},\"id\":1}\n");
    }
}
