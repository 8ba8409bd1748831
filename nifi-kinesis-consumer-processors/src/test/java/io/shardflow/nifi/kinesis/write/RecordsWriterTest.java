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
package io.shardflow.nifi.kinesis.write;

import static io.shardflow.nifi.kinesis.write.ConsumerRelationships.PARSE_FAILURE;
import static io.shardflow.nifi.kinesis.write.ConsumerRelationships.SUCCESS;
import static io.shardflow.nifi.kinesis.write.WriterFixture.metadata;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.nifi.kinesis.settings.OutputStrategy;
import io.shardflow.nifi.kinesis.settings.ProcessingStrategy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.nifi.avro.AvroReader;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;

/** With NiFi's own readers and writers. */
class RecordsWriterTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] LINES = {"output-grouping", "output-oneline"};

    @Test
    void injectsTheMetadataAsFirstField() throws Exception {
        final WriterFixture fixture = json(OutputStrategy.INJECT_METADATA, LINES);
        assertEquals(new Written(2, 0, 0, 14), fixture.write("{\"n\":0}", "{\"n\":1}"));
        assertEquals(
                List.of("{" + metadata(0) + ",\"n\":0}\n{" + metadata(1) + ",\"n\":1}"), fixture.contents(SUCCESS));
    }

    @Test
    void wrapsTheRecord() throws Exception {
        final WriterFixture fixture = json(OutputStrategy.USE_WRAPPER);
        fixture.write("{\"n\":{\"kinesisMetadata\":1}}");
        assertEquals(
                List.of("[{" + metadata(0) + ",\"value\":{\"n\":{\"kinesisMetadata\":1}}}]"),
                fixture.contents(SUCCESS));
    }

    @Test
    void writesTheRecordAlone() throws Exception {
        final WriterFixture fixture = new WriterFixture(ProcessingStrategy.RECORD, OutputStrategy.USE_VALUE);
        fixture.services(new CSVReader(), new CSVRecordSetWriter());
        fixture.write("id,note\n1,a\n2,b\n", "id,note\n3,c");
        assertEquals(List.of("id,note\n1,a\n2,b\n3,c\n"), fixture.contents(SUCCESS));
        final MockFlowFile flowFile = fixture.flowFiles(SUCCESS).getFirst();
        flowFile.assertAttributeEquals("record.count", "3");
        flowFile.assertAttributeEquals("mime.type", "text/csv");
        flowFile.assertAttributeEquals("aws.kinesis.last.sequence.number", "1");
    }

    @Test
    void writesBinaryFormats() throws Exception {
        final WriterFixture fixture = new WriterFixture(ProcessingStrategy.RECORD, OutputStrategy.INJECT_METADATA);
        fixture.services(new JsonTreeReader(), new AvroRecordSetWriter());
        fixture.write("{\"n\":0}", "no", "{\"n\":2}");
        final AvroReader reader = new AvroReader();
        fixture.runner.addControllerService("avro", reader);
        fixture.runner.enableControllerService(reader);
        final byte[] content = fixture.flowFiles(SUCCESS).getFirst().toByteArray();
        final List<String> numbers = new ArrayList<>();
        try (RecordReader records = reader.createRecordReader(
                Map.of(), new ByteArrayInputStream(content), content.length, new MockComponentLog("id", this))) {
            for (Record record = records.nextRecord(); record != null; record = records.nextRecord()) {
                numbers.add(record.getAsString("n") + ": "
                        + ((Record) record.getValue("kinesisMetadata")).getAsString("sequenceNumber"));
            }
        }
        assertEquals(List.of("0: 0", "2: 2"), numbers);
    }

    @Test
    void eachRecordHasTheMetadataOfThePayloadItWasIn() throws Exception {
        final WriterFixture fixture = json(OutputStrategy.INJECT_METADATA);
        fixture.write("{\"n\":0}{\"n\":1}", "", "[{\"n\":2},{\"n\":3}]", "{\"n\":4}");
        assertEquals(
                List.of("0: 0", "1: 0", "2: 2", "3: 2", "4: 3"),
                records(fixture).stream()
                        .map(record -> record.get("n") + ": "
                                + record.at("/kinesisMetadata/sequenceNumber").asText())
                        .toList());
        fixture.flowFiles(SUCCESS).getFirst().assertAttributeEquals("record.count", "5");
        assertRefused(fixture, Map.of(1, ""), "the record is empty");
    }

    @Test
    void subSequenceNumbersOfUserRecordsAreTheirOwn() throws Exception {
        final WriterFixture fixture = json(OutputStrategy.INJECT_METADATA);
        fixture.write(List.of(WriterFixture.aggregated("{\"n\":0}", "{\"n\":1}")));
        final List<JsonNode> records = records(fixture);
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "7" + "0".repeat(19) + i,
                    records.get(i).at("/kinesisMetadata/shardedSequenceNumber").asText());
            assertEquals(
                    i, records.get(i).at("/kinesisMetadata/subSequenceNumber").asInt());
        }
        fixture.flowFiles(SUCCESS).getFirst().assertAttributeEquals("aws.kinesis.last.subsequence.number", "1");
    }

    @Test
    void aNewFlowFileBeginsWhereTheSchemaChangesInTheOrderOfTheShard() throws Exception {
        final WriterFixture fixture = json(OutputStrategy.INJECT_METADATA);
        fixture.beginsAt = OptionalLong.of(0);
        final Written written = fixture.write("{\"n\":0}", "{\"n\":1}", "{\"n\":2,\"m\":2}", "{\"n\":3}", "{\"n\":4}");
        assertEquals(5, written.records());
        final List<MockFlowFile> flowFiles = fixture.flowFiles(SUCCESS);
        assertEquals(
                List.of("0-1", "2-2", "3-4"),
                flowFiles.stream()
                        .map(flowFile -> flowFile.getAttribute("aws.kinesis.first.sequence.number") + "-"
                                + flowFile.getAttribute("aws.kinesis.last.sequence.number"))
                        .toList());
        assertEquals(
                List.of("2", "1", "2"),
                flowFiles.stream()
                        .map(flowFile -> flowFile.getAttribute("record.count"))
                        .toList());
        flowFiles.getFirst().assertAttributeEquals("kinesis.start.position", "1970-01-01T00:00:00Z");
        flowFiles.get(1).assertAttributeNotExists("kinesis.start.position");
        assertEquals(3, fixture.runner.getProvenanceEvents().size());
        assertEquals(
                List.of(0, 1, 2, 3, 4),
                records(fixture).stream().map(record -> record.get("n").asInt()).toList());
    }

    @Test
    void whatTheReaderDoesNotUnderstandFailsAndWhatIsAroundItGoesOnInOrder() throws Exception {
        final WriterFixture fixture = json(OutputStrategy.INJECT_METADATA);
        final Map<Integer, String> bad = Map.of(1, "{\"secret\":oops}", 2, "{\"n\":2} x", 4, "\u0000\u0001");
        final Written written =
                fixture.write("{\"n\":0}", bad.get(1), bad.get(2), "{\"n\":3}", bad.get(4), "{\"n\":5}");
        assertEquals(6, written.records());
        assertEquals(3, written.failed());
        assertEquals(
                List.of(0, 3, 5),
                records(fixture).stream().map(record -> record.get("n").asInt()).toList());
        assertRefused(fixture, bad, "the Record Reader cannot read it (");
    }

    @Test
    void aRecordThatHasTheMetadataFieldFailsInAnyCase() throws Exception {
        final WriterFixture fixture = json(OutputStrategy.INJECT_METADATA);
        fixture.write("{\"KinesisMetaData\":{}}", "{\"n\":1}");
        assertEquals(1, records(fixture).size());
        assertRefused(
                fixture,
                Map.of(0, "{\"KinesisMetaData\":{}}"),
                "the record already has a field named as the metadata field");
    }

    @Test
    void aSchemaThatHasTheMetadataFieldMakesItsRecordsFail() throws Exception {
        final WriterFixture fixture = new WriterFixture(ProcessingStrategy.RECORD, OutputStrategy.INJECT_METADATA);
        final JsonTreeReader reader = new JsonTreeReader();
        fixture.services(reader, new JsonRecordSetWriter());
        fixture.runner.disableControllerService(reader);
        final String[] properties = typed("n", "int");
        for (int i = 0; i < properties.length; i += 2) {
            fixture.runner.setProperty(reader, properties[i], properties[i + 1]);
        }
        fixture.runner.enableControllerService(reader);
        fixture.write("{\"n\":0}");
        assertRefused(fixture, Map.of(0, "{\"n\":0}"), "the record already has a field named as the metadata field");
    }

    /** JSON's writer notices when half of the record is written. */
    @Test
    void whatTheWriterCannotWriteFailsAndWhatIsAroundItGoesOnInOrder() throws Exception {
        final WriterFixture fixture = json(OutputStrategy.INJECT_METADATA, typed("n", "int"));
        final Written written = fixture.write(
                "{\"n\":\"a\"}",
                "{\"n\":1}",
                "{\"n\":2}",
                "{\"n\":\"b\"}",
                "{\"n\":\"c\"}",
                "{\"n\":6}",
                "{\"n\":\"d\"}");
        assertEquals(new Written(7, 4, 0, 4 * 9 + 3 * 7), written);
        assertEquals(
                List.of(1, 2, 5),
                records(fixture).stream()
                        .map(record ->
                                record.at("/kinesisMetadata/sequenceNumber").asInt())
                        .toList());
        assertRefused(
                fixture,
                Map.of(0, "{\"n\":\"a\"}", 3, "{\"n\":\"b\"}", 4, "{\"n\":\"c\"}", 6, "{\"n\":\"d\"}"),
                "the Record Writer cannot write it (NumberFormatException)");
    }

    @Test
    void whileARegistryIsDownNothingGoesOnAndNothingFails() throws Exception {
        final UnreachableRegistryReader reader = new UnreachableRegistryReader();
        final WriterFixture fixture = new WriterFixture(ProcessingStrategy.RECORD, OutputStrategy.INJECT_METADATA);
        fixture.services(reader, new JsonRecordSetWriter());
        final RecordServiceException thrown =
                assertThrows(RecordServiceException.class, () -> fixture.write("{\"n\":0}", "{\"n\":1}"));
        assertTrue(thrown.getMessage().contains("ConnectException"), thrown.getMessage());
        assertFalse(thrown.getMessage().contains("secret"), thrown.getMessage());
        fixture.session.rollback();
        reader.up();
        fixture.write("{\"n\":0}", "{\"n\":1}");
        assertEquals(2, records(fixture).size());
        assertEquals(List.of(), fixture.flowFiles(PARSE_FAILURE));
    }

    @Test
    void aWriterWithoutSchemaHoldsUpAndFailsNothing() throws Exception {
        final WriterFixture fixture = json(
                OutputStrategy.INJECT_METADATA,
                "schema-access-strategy",
                "schema-text-property",
                "schema-text",
                "${no.such.attribute}");
        final RecordServiceException thrown =
                assertThrows(RecordServiceException.class, () -> fixture.write("{\"n\":0}"));
        assertTrue(
                thrown.getMessage().startsWith("The Record Writer finds no schema (SchemaNotFoundException)"),
                thrown.getMessage());
        assertTrue(thrown.getMessage().contains("Schema Access Strategy"), thrown.getMessage());
    }

    private static WriterFixture json(final OutputStrategy output, final String... properties) throws Exception {
        final WriterFixture fixture = new WriterFixture(ProcessingStrategy.RECORD, output);
        fixture.services(new JsonTreeReader(), new JsonRecordSetWriter(), properties);
        return fixture;
    }

    private static String[] typed(final String field, final String type) {
        return new String[] {"schema-access-strategy", "schema-text-property", "schema-text", """
            {"type": "record", "name": "r", "fields": [
              {"name": "kinesisMetadata", "type": {"type": "record", "name": "m", "fields": [
                {"name": "sequenceNumber", "type": "string"}]}},
              {"name": "%s", "type": "%s"}]}""".formatted(field, type)
        };
    }

    private static List<JsonNode> records(final WriterFixture fixture) throws IOException {
        final List<JsonNode> records = new ArrayList<>();
        for (final String content : fixture.contents(SUCCESS)) {
            JSON.readTree(content).forEach(records::add);
        }
        return records;
    }

    /** @param payloads by their sequence numbers */
    private static void assertRefused(
            final WriterFixture fixture, final Map<Integer, String> payloads, final String reason) throws IOException {
        int count = 0;
        for (final String line :
                fixture.contents(PARSE_FAILURE).getFirst().lines().toList()) {
            final JsonNode envelope = JSON.readTree(line);
            final int number = envelope.at("/kinesisMetadata/sequenceNumber").asInt();
            assertEquals(
                    payloads.get(number),
                    new String(Base64.getDecoder().decode(envelope.get("raw").asText()), StandardCharsets.UTF_8));
            assertTrue(envelope.get("reason").asText().startsWith(reason), line);
            assertFalse(envelope.get("reason").asText().contains("oops"), line);
            count++;
        }
        assertEquals(payloads.size(), count);
    }
}
