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

import static io.shardflow.nifi.snowflake.RecordSets.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.nifi.snowflake.settings.BatchProperties;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.nifi.avro.AvroReader;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.schema.access.SchemaField;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.schemaregistry.services.SchemaRegistry;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.SchemaIdentifier;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** NiFi's own readers of Avro, CSV and JSON before the real driver. */
class RecordReaderIT {

    private static final List<RecordField> FIELDS = List.of(
            field("id", RecordFieldType.LONG.getDataType()),
            field("price", RecordFieldType.DOUBLE.getDataType()),
            field("amount", RecordFieldType.DECIMAL.getDecimalDataType(20, 2)),
            field("created", RecordFieldType.TIMESTAMP.getDataType()),
            field("day", RecordFieldType.DATE.getDataType()),
            field("payload", RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType())),
            field("tags", RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.STRING.getDataType())),
            field("counts", RecordFieldType.MAP.getMapDataType(RecordFieldType.INT.getDataType())),
            field("paid", RecordFieldType.BOOLEAN.getDataType()),
            field("note", RecordFieldType.STRING.getDataType()));

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static RecordSets recordSets;

    @TempDir
    Path spool;

    @BeforeAll
    static void start() {
        recordSets = new RecordSets();
    }

    private TestRunner runner(final String table, final ControllerService reader, final String... properties)
            throws Exception {
        return with(reader, snowflake.runner(table), properties);
    }

    private TestRunner with(final ControllerService reader, final TestRunner runner, final String... properties)
            throws Exception {
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        RecordSets.add(runner, reader, "reader", properties);
        runner.setProperty(SinkProperties.RECORD_READER, "reader");
        return runner;
    }

    private static Record order(final int shard, final int number) {
        final Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", (long) number);
        values.put("price", number + 0.5);
        values.put("amount", new BigDecimal("12345678901234567.25"));
        values.put("created", Timestamp.from(Instant.parse("2026-11-25T10:15:30.123Z")));
        values.put("day", Date.valueOf("2026-11-25"));
        values.put("payload", new Object[] {(byte) 0xCA, (byte) 0xFE});
        values.put("tags", new Object[] {"a", "b"});
        values.put("counts", Map.of("x", 7));
        values.put("paid", true);
        values.put("note", number % 2 == 0 ? null : "n" + number);
        return RecordSets.record(shard, number, FIELDS, values);
    }

    private static List<Record> orders(final int first, final int last) {
        final List<Record> orders = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            orders.add(order(number % 2, number));
        }
        return orders;
    }

    /** As Snowflake writes it. */
    private static String timestamp(final String text) throws Exception {
        return snowflake.query("SELECT '" + text + "'::TIMESTAMP_TZ::VARCHAR").getFirst();
    }

    private static void assertFailed(final TestRunner runner, final String reason) {
        runner.assertTransferCount(PutSnowflake.FAILURE, 1);
        assertThat(runner.getFlowFilesForRelationship(PutSnowflake.FAILURE)
                        .getFirst()
                        .getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .contains(reason);
    }

    @Test
    void avroLandsOnceInTheColumnsOfItsTypes() throws Exception {
        snowflake.execute(
                "CREATE TABLE AVRO (KINESISMETADATA VARIANT, ID NUMBER(38,0), PRICE FLOAT, AMOUNT NUMBER(20,2),"
                        + " CREATED TIMESTAMP_TZ, DAY DATE, PAYLOAD BINARY, TAGS ARRAY, COUNTS OBJECT, PAID BOOLEAN, NOTE VARCHAR)");
        final TestRunner runner = runner("AVRO", new AvroReader());
        final byte[] first = RecordSets.write(recordSets.avroWriter(), orders(1, 4));
        runner.enqueue(first);
        runner.run(1, false, true);
        runner.enqueue(RecordSets.write(recordSets.avroWriter("compression-format", "DEFLATE"), orders(5, 6)));
        runner.run(1, false, false);
        runner.enqueue(first);
        runner.run(1, true, false);

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 3);
        assertThat(runner.getCounterValue("Fast Transactions")).isEqualTo(2);
        assertThat(runner.getCounterValue("Rows Recognised")).isEqualTo(4);
        final String values = "|12345678901234567.25|%s|2026-11-25|CAFE|[\"a\",\"b\"]|{\"x\":7}|TRUE|"
                .formatted(timestamp("2026-11-25T10:15:30.123Z"));
        assertThat(snowflake.query("SELECT ID, PRICE, AMOUNT, CREATED::VARCHAR, DAY::VARCHAR, PAYLOAD::VARCHAR,"
                        + " TAGS, COUNTS, PAID, NOTE FROM AVRO ORDER BY ID"))
                .containsExactly(
                        "1|1.5" + values + "n1",
                        "2|2.5" + values + "null",
                        "3|3.5" + values + "n3",
                        "4|4.5" + values + "null",
                        "5|5.5" + values + "n5",
                        "6|6.5" + values + "null");
        assertThat(snowflake.query("SELECT KINESISMETADATA:approximateArrival::VARCHAR FROM AVRO WHERE ID = 6"))
                .as("a number, though Avro has a timestamp")
                .containsExactly(Long.toString(Records.ARRIVAL + 6));
    }

    @Test
    void whatAnotherFormatBringsAgainIsRecognised() throws Exception {
        snowflake.execute(
                "CREATE TABLE AGAIN (KINESISMETADATA VARIANT, ID NUMBER(38,0), PRICE VARIANT, AMOUNT VARIANT,"
                        + " CREATED VARIANT, DAY VARIANT, PAYLOAD VARIANT, TAGS VARIANT, COUNTS VARIANT, PAID VARIANT, NOTE VARIANT)");
        final TestRunner lines = snowflake.runner("AGAIN");
        lines.enqueue(RecordSets.write(recordSets.jsonLinesWriter(), orders(1, 4)));
        lines.run();
        lines.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        final TestRunner avro = runner("AGAIN", new AvroReader());
        avro.enqueue(RecordSets.write(recordSets.avroWriter(), orders(1, 6)));
        avro.run();

        avro.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(avro.getCounterValue("Rows Recognised")).isEqualTo(4);
        assertThat(snowflake.count("AGAIN")).isEqualTo(6);
    }

    @Test
    void aJsonArrayLandsWithAnInferredSchema() throws Exception {
        final TestRunner runner = runner("JSON_ARRAY", new JsonTreeReader());
        runner.enqueue("[\n" + Records.record(1, 1, "\"id\":1,\"note\":\"a\"") + ",\n"
                + Records.record(1, 2, "\"id\":2,\"deep\":{\"list\":[1,{\"x\":\"y\"}]}") + "\n]");
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(snowflake.query("SELECT ID::VARCHAR, NOTE::VARCHAR, DEEP::VARCHAR FROM JSON_ARRAY ORDER BY 1"))
                .containsExactly("1|a|null", "2|null|{\"list\":[1,{\"x\":\"y\"}]}");
    }

    @Test
    void aSchemaGivesJsonItsTypesAndLeavesNoFieldOut() throws Exception {
        snowflake.execute("CREATE TABLE JSON_SCHEMA (KINESISMETADATA VARIANT, ID NUMBER(38,0), CREATED TIMESTAMP_TZ,"
                + " DAY DATE, EXTRA VARCHAR)");
        final TestRunner runner = runner(
                "JSON_SCHEMA",
                new JsonTreeReader(),
                "schema-access-strategy",
                "schema-text-property",
                "Date Format",
                "dd.MM.yyyy",
                "schema-text",
                """
                {"type":"record","name":"r","fields":[
                  {"name":"id","type":"long"},
                  {"name":"created","type":{"type":"long","logicalType":"timestamp-millis"}},
                  {"name":"day","type":{"type":"int","logicalType":"date"}},
                  {"name":"kinesisMetadata","type":{"type":"record","name":"m","fields":[
                    {"name":"stream","type":"string"},{"name":"shardId","type":"string"},
                    {"name":"sequenceNumber","type":"string"},{"name":"approximateArrival","type":"long"}]}}]}""");
        runner.enqueue(Records.record(
                1, 1, "\"id\":\"17\",\"created\":1795601730123,\"day\":\"25.11.2026\",\"extra\":\"kept\""));
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(snowflake.query("SELECT ID, CREATED::VARCHAR, DAY::VARCHAR, EXTRA,"
                        + " KINESISMETADATA:subSequenceNumber::VARCHAR FROM JSON_SCHEMA"))
                .containsExactly("17|" + timestamp("2026-11-25T10:15:30.123Z") + "|2026-11-25|kept|0");
    }

    @Test
    void csvLandsWithTheMetadataAsAText() throws Exception {
        snowflake.execute(
                "CREATE TABLE CSV (KINESISMETADATA VARIANT, ID NUMBER(38,0), PRICE NUMBER(10,2), NOTE VARCHAR)");
        final TestRunner runner = runner(
                "CSV",
                new CSVReader(),
                "schema-access-strategy",
                "schema-text-property",
                "Skip Header Line",
                "true",
                "Escape Character",
                "",
                "schema-text",
                """
                {"type":"record","name":"r","fields":[
                  {"name":"id","type":"long"},
                  {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}},
                  {"name":"note","type":["null","string"]},
                  {"name":"kinesisMetadata","type":"string"}]}""");
        final StringBuilder csv = new StringBuilder("id,price,note,kinesisMetadata\n");
        for (int number = 1; number <= 3; number++) {
            final String json = Records.record(1, number, "\"x\":1");
            final String metadata = json.substring(json.indexOf(':') + 1, json.indexOf('}') + 1);
            csv.append(number)
                    .append(",0.10,\"a, b\",\"")
                    .append(metadata.replace("\"", "\"\""))
                    .append("\"\n");
        }
        runner.enqueue(csv.toString());
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(snowflake.query(
                        "SELECT ID, PRICE, NOTE, KINESISMETADATA:sequenceNumber::VARCHAR FROM CSV ORDER BY ID"))
                .containsExactly(
                        "1|0.10|a, b|" + Records.sequenceNumber(1),
                        "2|0.10|a, b|" + Records.sequenceNumber(2),
                        "3|0.10|a, b|" + Records.sequenceNumber(3));
    }

    @Test
    void ofAContentThatIsBrokenInTheMiddleNothingIsLoaded() throws Exception {
        final TestRunner runner = runner("BROKEN", new AvroReader());
        final byte[] broken = RecordSets.write(recordSets.avroWriter(), orders(10, 2000));
        broken[broken.length - 1]++;
        runner.enqueue(broken);
        runner.enqueue("secret, not Avro");
        runner.enqueue(RecordSets.write(recordSets.avroWriter(), orders(5, 6)));
        runner.enqueue(new byte[0]);
        runner.run();

        runner.assertTransferCount(PutSnowflake.SUCCESS, 2);
        runner.assertTransferCount(PutSnowflake.FAILURE, 2);
        assertThat(runner.getFlowFilesForRelationship(PutSnowflake.FAILURE))
                .extracting(flowFile -> flowFile.getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .anySatisfy(reason -> assertThat(reason).matches("record \\d{3,4}: .*"))
                .allSatisfy(reason -> assertThat(reason)
                        .contains("the Record Reader cannot read it", "nothing of the FlowFile was loaded")
                        .doesNotContain("secret"));
        assertThat(snowflake.query("SELECT ID::VARCHAR FROM BROKEN ORDER BY 1")).containsExactly("5", "6");
        assertThat(runner.getLogger().getErrorMessages())
                .extracting(LogMessage::getMsg)
                .noneMatch(message -> message.contains("unforeseen"));
    }

    @Test
    void aMissingSchemaIsSaid() throws Exception {
        final TestRunner runner =
                runner("NO_SCHEMA", new AvroReader(), "schema-access-strategy", "schema-text-property");
        runner.enqueue("x", Map.of("other", "attribute"));
        runner.run();

        assertFailed(runner, "the Record Reader finds no schema");
    }

    @Test
    void aValueThatTheSchemaDoesNotTakeIsSaid() throws Exception {
        final TestRunner runner = runner(
                "MISFIT",
                new JsonTreeReader(),
                "schema-access-strategy",
                "schema-text-property",
                "schema-text",
                "{\"type\":\"record\",\"name\":\"r\",\"fields\":[{\"name\":\"id\",\"type\":\"int\"}]}");
        runner.enqueue(Records.record(1, 1, "\"id\":1") + "\n" + Records.record(1, 2, "\"id\":\"secret\""));
        runner.run();

        assertFailed(runner, "record 2: the Record Reader cannot read it");
        assertThat(runner.getLogger().getErrorMessages())
                .extracting(LogMessage::getMsg)
                .noneMatch(message -> message.contains("secret"));
    }

    @Test
    void aRecordWithoutPositionIsRejectedAsJson() throws Exception {
        final TestRunner runner = runner("REJECTING", new JsonTreeReader());
        runner.enqueue("[" + Records.record(1, 1) + ",{\"id\":2,\"note\":\"n2\"}]");
        runner.run();

        runner.assertTransferCount(PutSnowflake.SUCCESS, 1);
        final MockFlowFile rejected =
                runner.getFlowFilesForRelationship(PutSnowflake.REJECTED).getFirst();
        final String raw =
                Base64.getEncoder().encodeToString("{\"id\":2,\"note\":\"n2\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(rejected.getContent()).contains("\"raw\":\"" + raw + "\"", "'kinesisMetadata' is missing");
        assertThat(snowflake.count("REJECTING")).isEqualTo(1);
    }

    private void assertSetAside(final TestRunner runner, final String table, final String content) throws Exception {
        runner.enqueue(content);
        runner.enqueue(Records.record(1, 9, "\"id\":9"));
        runner.run();

        assertThat(runner.getQueueSize().getObjectCount()).isZero();
        assertFailed(runner, "the Record Reader cannot read it");
        assertThat(runner.getLogger().getErrorMessages())
                .extracting(LogMessage::getMsg)
                .noneMatch(message -> message.contains("secret"));
        assertThat(snowflake.count(table)).as("what came behind").isEqualTo(1);
    }

    @Test
    void jsonOfWhichNoSchemaCanBeInferredStopsNobody() throws Exception {
        assertSetAside(
                runner("MALFORMED", new JsonTreeReader()),
                "MALFORMED",
                "[" + Records.record(1, 1, "\"id\":1") + ",{\"id\":secret}]");
    }

    @Test
    void anArrayThatIsCutOffStopsNobody() throws Exception {
        assertSetAside(
                runner("CUT_OFF", new JsonTreeReader()),
                "CUT_OFF",
                "[" + Records.record(1, 1, "\"id\":1") + ",{\"secret\":");
    }

    @Test
    void whatIsNoJsonStopsNobody() throws Exception {
        assertSetAside(runner("NO_JSON", new JsonTreeReader()), "NO_JSON", "\u0001\u0002secret");
    }

    @Test
    void csvOfWhichNoSchemaCanBeInferredIsSetAside() throws Exception {
        final TestRunner runner = runner("CSV_INFERRED", new CSVReader(), "schema-access-strategy", "infer-schema");
        runner.enqueue("id,note,kinesisMetadata\n1,\"sec\"ret,x\n");
        runner.run();

        assertThat(runner.getQueueSize().getObjectCount()).isZero();
        assertFailed(runner, "the Record Reader cannot read it");
    }

    /** A registry of which NiFi's reader asks for a schema by name. */
    private static final class Registry extends AbstractControllerService implements SchemaRegistry {

        private Supplier<Exception> trouble;

        Registry(final Supplier<Exception> trouble) {
            this.trouble = trouble;
        }

        @Override
        public RecordSchema retrieveSchema(final SchemaIdentifier identifier)
                throws IOException, SchemaNotFoundException {
            return switch (trouble.get()) {
                case null -> new SimpleRecordSchema(List.of(field("id", RecordFieldType.LONG.getDataType())));
                case IOException e -> throw e;
                case SchemaNotFoundException e -> throw e;
                case RuntimeException e -> throw e;
                case Exception e -> throw new AssertionError(e);
            };
        }

        @Override
        public Set<SchemaField> getSuppliedSchemaFields() {
            return Set.of(SchemaField.SCHEMA_NAME);
        }
    }

    private TestRunner runnerByName(final String table, final Registry registry) throws Exception {
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        RecordSets.add(runner, registry, "registry");
        RecordSets.add(
                runner,
                new JsonTreeReader(),
                "reader",
                "schema-access-strategy",
                "schema-name",
                "schema-registry",
                "registry",
                "schema-name",
                "orders");
        runner.setProperty(SinkProperties.RECORD_READER, "reader");
        return runner;
    }

    @Test
    void whileARegistryThatIsAskedByNameIsDownFlowFilesStayInTheQueue() throws Exception {
        for (final Supplier<Exception> down : List.<Supplier<Exception>>of(
                () -> new IOException("secret", new ConnectException("refused")),
                () -> new IOException("secret: 503"),
                () -> new IllegalStateException("secret: 503"))) {
            final Registry registry = new Registry(down);
            final TestRunner runner = runnerByName("BY_NAME", registry);
            runner.enqueue(Records.record(1, 1, "\"id\":1"));
            runner.run(1, false, true);

            assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
            assertThat(runner.getLogger().getWarnMessages())
                    .extracting(LogMessage::getMsg)
                    .anyMatch(message -> message.contains("does not reach what it needs"))
                    .noneMatch(message -> message.contains("secret"));
            registry.trouble = () -> null;
            runUntilTheQueueIsEmpty(runner);
            runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        }
        assertThat(snowflake.count("BY_NAME")).isEqualTo(1);
    }

    @Test
    void aSchemaThatTheRegistryDoesNotHaveIsSaid() throws Exception {
        final TestRunner runner = runnerByName("NOT_THERE", new Registry(() -> new SchemaNotFoundException("secret")));
        runner.enqueue(Records.record(1, 1, "\"id\":1"));
        runner.run();

        assertFailed(runner, "the Record Reader finds no schema");
    }

    /** Quotes each record in its log, as NiFi's own do with those that they cannot write. */
    private static final class Talkative extends JsonTreeReader {
        @Override
        public RecordReader createRecordReader(
                final Map<String, String> variables, final InputStream in, final long length, final ComponentLog log)
                throws IOException, MalformedRecordException, SchemaNotFoundException {
            final byte[] content = in.readAllBytes();
            final String text = new String(content, StandardCharsets.UTF_8);
            log.error("Reading {}", text);
            log.warn(text, new IOException(text));
            if (log.isInfoEnabled()) {
                log.info(text);
            }
            return super.createRecordReader(variables, new ByteArrayInputStream(content), length, log);
        }
    }

    @Test
    void whatAReaderLogsStaysOutOfLogsAndBulletinsSinceItMayBeARecord() throws Exception {
        final TestRunner runner = runner("TALKATIVE", new Talkative());
        runner.enqueue(Records.record(1, 1, "\"note\":\"secret\""));
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(snowflake.count("TALKATIVE")).isEqualTo(1);
        final MockComponentLog log = runner.getLogger();
        assertThat(Stream.of(log.getErrorMessages(), log.getWarnMessages(), log.getInfoMessages())
                        .flatMap(List::stream))
                .noneMatch(message -> message.toString().contains("secret"));
    }

    /** A reader whose schema registry is down, then up. */
    private static final class Unreachable extends AbstractControllerService implements RecordReaderFactory {

        private final RecordReaderFactory readers;
        private Predicate<Map<String, String>> isDown = variables -> true;

        Unreachable(final RecordReaderFactory readers) {
            this.readers = readers;
        }

        @Override
        public RecordReader createRecordReader(
                final Map<String, String> variables, final InputStream in, final long length, final ComponentLog log)
                throws IOException, MalformedRecordException, SchemaNotFoundException {
            if (isDown.test(variables)) {
                throw new IOException("secret", new ConnectException("refused"));
            }
            return readers.createRecordReader(variables, in, length, log);
        }
    }

    @Test
    void whileASchemaRegistryIsDownFlowFilesStayInTheQueue() throws Exception {
        final Unreachable reader = new Unreachable(recordSets.avroReader());
        final TestRunner runner = runner("REGISTRY", reader);
        runner.enqueue(RecordSets.write(recordSets.avroWriter(), orders(1, 2)));
        runner.run(1, false, true);

        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(runner.getLogger().getWarnMessages())
                .extracting(LogMessage::getMsg)
                .anyMatch(message -> message.contains("does not reach what it needs"))
                .noneMatch(message -> message.contains("secret"));
        reader.isDown = variables -> false;
        runUntilTheQueueIsEmpty(runner);
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(snowflake.count("REGISTRY")).isEqualTo(2);
    }

    private static void runUntilTheQueueIsEmpty(final TestRunner runner) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            runner.run(1, false, false);
            return runner.getQueueSize().getObjectCount() == 0;
        });
    }

    @Test
    void whatIsBeforeAFlowFileThatHasToWaitIsLoadedAndWhatIsBehindStays() throws Exception {
        snowflake.execute("CREATE TABLE BEFORE (KINESISMETADATA VARIANT, ID NUMBER(38,0))");
        final Unreachable reader = new Unreachable(recordSets.jsonReader());
        reader.isDown = variables -> variables.containsKey("other schema");
        final TestRunner runner = runner("BEFORE", reader);
        final String readTwice = Records.record(1, 1, "\"id\":1") + "\n" + Records.record(1, 2, "\"id\":\"no number\"");
        runner.enqueue(readTwice, Map.of("n", "1"));
        runner.enqueue(Records.record(1, 3, "\"id\":3"), Map.of("n", "2", "other schema", "x"));
        runner.enqueue(Records.record(1, 4, "\"id\":4"), Map.of("n", "3"));
        runner.run(1, false, true);

        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(2);
        runner.assertTransferCount(PutSnowflake.SUCCESS, 1);
        runner.assertTransferCount(PutSnowflake.REJECTED, 1);
        assertThat(runner.getLogger().getWarnMessages())
                .extracting(LogMessage::getMsg)
                .anyMatch(message -> message.contains("does not reach what it needs"));
        assertThat(snowflake.query("SELECT ID FROM BEFORE")).containsExactly("1");
        reader.isDown = variables -> false;
        runUntilTheQueueIsEmpty(runner);
        assertThat(runner.getFlowFilesForRelationship(PutSnowflake.SUCCESS))
                .extracting(flowFile -> flowFile.getAttribute("n"))
                .containsExactly("1", "2", "3");
        assertThat(snowflake.query("SELECT ID FROM BEFORE ORDER BY ID")).containsExactly("1", "3", "4");
    }

    @Test
    void aFlowFileThatAloneCannotBeReadHoldsUpTheOthersForTenMinutes() throws Exception {
        final AtomicLong later = new AtomicLong();
        final Unreachable reader = new Unreachable(recordSets.avroReader());
        reader.isDown = variables -> variables.containsKey("other schema");
        final TestRunner runner =
                with(reader, snowflake.runner(new PutSnowflake(() -> System.nanoTime() + later.get())));
        runner.setProperty(SinkProperties.TABLE_NAME, "ALONE");
        runner.setProperty(BatchProperties.MAXIMUM_AGE, "0 sec");
        runner.enqueue(RecordSets.write(recordSets.avroWriter(), orders(1, 2)), Map.of("other schema", "x"));
        runner.enqueue(RecordSets.write(recordSets.avroWriter(), orders(3, 4)));
        runner.run(1, false, true);
        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(2);

        later.addAndGet(Duration.ofMinutes(10).toNanos());
        runUntilTheQueueIsEmpty(runner);
        runner.assertTransferCount(PutSnowflake.SUCCESS, 1);
        assertFailed(
                runner, "for 10 minutes, in which others were read: the Record Reader does not reach what it needs");
        assertThat(snowflake.query("SELECT ID::VARCHAR FROM ALONE ORDER BY 1")).containsExactly("3", "4");
    }
}
