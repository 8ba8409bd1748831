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
import static io.shardflow.nifi.kinesis.write.WriterFixture.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.OutputProperties;
import io.shardflow.nifi.kinesis.settings.OutputStrategy;
import io.shardflow.nifi.kinesis.settings.ProcessingStrategy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.nifi.provenance.ProvenanceEventRecord;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PayloadWriterTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** By their place, which is their sequence number. */
    private static final byte[][] NASTY = {
        utf8("{\"n\":0}"),
        {},
        utf8("{\"n\":2}{\"n\":2}"),
        utf8("[3]"),
        {(byte) 0xff, 'x'},
        utf8("{\"kinesisMetadata\":5}"),
        utf8("{\r\n  \"n\": 6\n}\n"),
        utf8("a\nb"),
        utf8("{\"n\":8}"),
    };

    @Test
    void injectedInLines() throws IOException {
        final WriterFixture fixture = nasty(ProcessingStrategy.LINE_DELIMITED, OutputStrategy.INJECT_METADATA, 6);
        assertEquals(
                List.of(injected(0, "\"n\":0}") + "\n" + injected(6, "  \"n\": 6}") + "\n" + injected(8, "\"n\":8}")
                        + "\n"),
                fixture.contents(SUCCESS));
        assertRefused(
                fixture,
                1,
                "the record is empty",
                2,
                "the record holds more than one JSON value",
                3,
                "the record is not a JSON object",
                4,
                "the record is not JSON in UTF-8: it has bytes that are not UTF-8",
                5,
                "the record already has a field named as the metadata field",
                7,
                "the record is not valid JSON");
    }

    @Test
    void injectedAlone() throws IOException {
        final WriterFixture fixture = nasty(ProcessingStrategy.FLOW_FILE, OutputStrategy.INJECT_METADATA, 6);
        assertEquals(
                List.of(injected(0, "\"n\":0}"), injected(6, "  \"n\": 6}"), injected(8, "\"n\":8}")),
                fixture.contents(SUCCESS));
    }

    @ParameterizedTest
    @EnumSource(names = {"LINE_DELIMITED", "FLOW_FILE"})
    void wrapped(final ProcessingStrategy processing) throws IOException {
        final WriterFixture fixture = nasty(processing, OutputStrategy.USE_WRAPPER, 4);
        final List<String> wrapped = List.of(
                wrapper(0, "{\"n\":0}"),
                wrapper(3, "[3]"),
                wrapper(5, "{\"kinesisMetadata\":5}"),
                wrapper(6, "{  \"n\": 6}"),
                wrapper(8, "{\"n\":8}"));
        assertEquals(
                processing == ProcessingStrategy.FLOW_FILE ? wrapped : List.of(String.join("\n", wrapped) + "\n"),
                fixture.contents(SUCCESS));
        assertRefused(
                fixture,
                1,
                "the record is empty",
                2,
                "the record holds more than one JSON value",
                4,
                "the record is not JSON in UTF-8: it has bytes that are not UTF-8",
                7,
                "the record is not valid JSON");
    }

    @Test
    void payloadsInLinesAreOneLineEach() throws IOException {
        final WriterFixture fixture = nasty(ProcessingStrategy.LINE_DELIMITED, OutputStrategy.USE_VALUE, 2);
        assertArrayEquals(
                joined(
                        "\n",
                        NASTY[0],
                        NASTY[2],
                        NASTY[3],
                        NASTY[4],
                        NASTY[5],
                        utf8("{  \"n\": 6}"),
                        NASTY[8],
                        new byte[0]),
                fixture.flowFiles(SUCCESS).getFirst().toByteArray());
        assertRefused(
                fixture,
                1,
                "the record is empty, and would be no line",
                7,
                "the record has line breaks and is not JSON, so it would be several lines");
    }

    @Test
    void aLineBreakAtTheEndOfAPayloadIsTheLines() {
        final WriterFixture fixture = new WriterFixture(ProcessingStrategy.LINE_DELIMITED, OutputStrategy.USE_VALUE);
        fixture.write("a,b\n", "c,d\r\n", " \n", "\n");
        assertEquals(List.of("a,b\nc,d\n \n"), fixture.contents(SUCCESS));
        assertEquals(1, fixture.flowFiles(PARSE_FAILURE).size());
    }

    @Test
    void payloadsAloneAreWhatTheyAre() throws IOException {
        final WriterFixture fixture = nasty(ProcessingStrategy.FLOW_FILE, OutputStrategy.USE_VALUE, 0);
        final List<MockFlowFile> flowFiles = fixture.flowFiles(SUCCESS);
        assertEquals(NASTY.length, flowFiles.size());
        for (int i = 0; i < NASTY.length; i++) {
            assertArrayEquals(NASTY[i], flowFiles.get(i).toByteArray());
        }
        assertRefused(fixture);
    }

    @ParameterizedTest
    @CsvSource({"INJECT_METADATA, '|'", "USE_WRAPPER, €€", "USE_VALUE, '\n'"})
    void payloadsWithADemarcatorAreWhatTheyAreWhateverTheHiddenOutputStrategyIs(
            final OutputStrategy output, final String demarcator) throws IOException {
        final WriterFixture fixture = new WriterFixture(ProcessingStrategy.DEMARCATOR, output);
        fixture.runner.setProperty(OutputProperties.MESSAGE_DEMARCATOR, demarcator);
        assertEquals(new Written(NASTY.length, 0, 0, bytes(NASTY)), fixture.write(NASTY));
        final MockFlowFile flowFile = fixture.flowFiles(SUCCESS).getFirst();
        assertArrayEquals(joined(demarcator, NASTY), flowFile.toByteArray());
        flowFile.assertAttributeEquals("mime.type", "application/octet-stream");
        assertRefused(fixture);
    }

    @ParameterizedTest
    @CsvSource({
        "LINE_DELIMITED, INJECT_METADATA, application/x-ndjson, 1",
        "LINE_DELIMITED, USE_WRAPPER, application/x-ndjson, 1",
        "LINE_DELIMITED, USE_VALUE, text/plain, 1",
        "FLOW_FILE, INJECT_METADATA, application/json, 3",
        "FLOW_FILE, USE_WRAPPER, application/json, 3",
        "FLOW_FILE, USE_VALUE, application/octet-stream, 3"
    })
    void eachFlowFileTellsOfItsOwnRecordsAndTheFirstWhereTheShardBegins(
            final ProcessingStrategy processing, final OutputStrategy output, final String type, final int count) {
        final WriterFixture fixture = new WriterFixture(processing, output);
        fixture.beginsAt = OptionalLong.of(0);
        fixture.write("{}", "{\"n\":1}", "{}");
        final List<MockFlowFile> flowFiles = fixture.flowFiles(SUCCESS);
        assertEquals(count, flowFiles.size());
        for (int i = 0; i < count; i++) {
            final MockFlowFile flowFile = flowFiles.get(i);
            final int last = count == 1 ? 2 : i;
            flowFile.assertAttributeEquals("mime.type", type);
            flowFile.assertAttributeEquals("record.count", count == 1 ? "3" : "1");
            flowFile.assertAttributeEquals("aws.kinesis.stream.name", "orders");
            flowFile.assertAttributeEquals("aws.kinesis.shard.id", WriterFixture.SHARD);
            flowFile.assertAttributeEquals("aws.kinesis.first.sequence.number", Integer.toString(i));
            flowFile.assertAttributeEquals("aws.kinesis.last.sequence.number", Integer.toString(last));
            flowFile.assertAttributeEquals("aws.kinesis.partition.key", "key" + last);
            flowFile.assertAttributeEquals(
                    "aws.kinesis.approximate.arrival.timestamp.ms", Long.toString(1_700_000_000_000L + last));
            flowFile.assertAttributeEquals("kinesis.millis.behind", "42");
            flowFile.assertAttributeEquals("kinesis.start.position", i == 0 ? "1970-01-01T00:00:00Z" : null);
            flowFile.assertAttributeNotExists("kinesis.parse.failure");
        }
        final List<ProvenanceEventRecord> events = fixture.runner.getProvenanceEvents();
        assertEquals(count, events.size());
        events.forEach(
                event -> assertEquals("kinesis://eu-central-1/orders/" + WriterFixture.SHARD, event.getTransitUri()));
    }

    @Test
    void streamsOfOneNameInTwoRegionsOrAccountsLookDifferentInProvenance() {
        assertEquals(
                "kinesis://eu-west-1/orders/" + WriterFixture.SHARD,
                transitUri("eu-west-1", "orders", ProcessingStrategy.LINE_DELIMITED));
        assertEquals(
                "kinesis://eu-west-1/123456789012/orders/" + WriterFixture.SHARD,
                transitUri(
                        "eu-west-1",
                        "arn:aws:kinesis:eu-west-1:123456789012:stream/orders",
                        ProcessingStrategy.FLOW_FILE));
    }

    private static String transitUri(final String region, final String stream, final ProcessingStrategy processing) {
        final WriterFixture fixture = new WriterFixture(processing, OutputStrategy.INJECT_METADATA);
        fixture.runner.setProperty(AwsProperties.REGION, region);
        fixture.runner.setProperty(ConsumerProperties.STREAM_NAME, stream);
        fixture.write("{}");
        fixture.session.commitAsync();
        return fixture.runner.getProvenanceEvents().getFirst().getTransitUri();
    }

    @Test
    void userRecordsOfAnAggregatedRecordAloneHaveTheirSubSequenceNumbers() throws IOException {
        final WriterFixture fixture = new WriterFixture(ProcessingStrategy.FLOW_FILE, OutputStrategy.INJECT_METADATA);
        final Written written = fixture.write(List.of(WriterFixture.aggregated("{\"n\":0}", "no", "{\"n\":2}")));
        assertEquals(new Written(3, 1, 0, 16), written);
        final List<MockFlowFile> flowFiles = fixture.flowFiles(SUCCESS);
        for (final int sub : new int[] {0, 2}) {
            final MockFlowFile flowFile = flowFiles.get(sub / 2);
            flowFile.assertAttributeEquals("aws.kinesis.first.sequence.number", "7");
            flowFile.assertAttributeEquals("aws.kinesis.first.subsequence.number", Integer.toString(sub));
            flowFile.assertAttributeEquals("aws.kinesis.last.subsequence.number", Integer.toString(sub));
            assertEquals(
                    sub,
                    JSON.readTree(flowFile.toByteArray())
                            .at("/kinesisMetadata/subSequenceNumber")
                            .asInt());
        }
        fixture.flowFiles(PARSE_FAILURE).getFirst().assertAttributeEquals("aws.kinesis.first.subsequence.number", "1");
    }

    @ParameterizedTest
    @CsvSource({
        "LINE_DELIMITED, INJECT_METADATA",
        "LINE_DELIMITED, USE_WRAPPER",
        "LINE_DELIMITED, USE_VALUE",
        "FLOW_FILE, INJECT_METADATA",
        "FLOW_FILE, USE_WRAPPER",
        "FLOW_FILE, USE_VALUE",
    })
    void aMegabyteIsWritten(final ProcessingStrategy processing, final OutputStrategy output) {
        final String member = "\"a\":\"" + "é".repeat(500_000) + "\"}";
        final WriterFixture fixture = new WriterFixture(processing, output);
        fixture.write("{" + member);
        final Function<String, String> form =
                switch (output) {
                    case INJECT_METADATA -> text -> injected(0, text);
                    case USE_WRAPPER -> text -> wrapper(0, "{" + text);
                    case USE_VALUE -> text -> "{" + text;
                };
        assertEquals(
                List.of(form.apply(member) + (processing == ProcessingStrategy.FLOW_FILE ? "" : "\n")),
                fixture.contents(SUCCESS));
    }

    private static WriterFixture nasty(
            final ProcessingStrategy processing, final OutputStrategy output, final int failed) {
        final WriterFixture fixture = new WriterFixture(processing, output);
        assertEquals(new Written(NASTY.length, failed, 0, bytes(NASTY)), fixture.write(NASTY));
        return fixture;
    }

    private static long bytes(final byte[]... payloads) {
        return Arrays.stream(payloads).mapToLong(payload -> payload.length).sum();
    }

    private static String injected(final int number, final String rest) {
        return "{" + metadata(number) + (rest.equals("}") ? "" : ",") + rest;
    }

    private static String wrapper(final int number, final String value) {
        return "{" + metadata(number) + ",\"value\":" + value + "}";
    }

    private static byte[] joined(final String between, final byte[]... parts) {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < parts.length; i++) {
            all.writeBytes(i == 0 ? new byte[0] : utf8(between));
            all.writeBytes(parts[i]);
        }
        return all.toByteArray();
    }

    /** @param refused sequence numbers and reasons in turn */
    private static void assertRefused(final WriterFixture fixture, final Object... refused) throws IOException {
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < refused.length; i += 2) {
            expected.add("{" + metadata((int) refused[i]) + ",\"raw\":\""
                    + Base64.getEncoder().encodeToString(NASTY[(int) refused[i]]) + "\",\"reason\":\"" + refused[i + 1]
                    + "\"}\n");
        }
        assertEquals(
                expected.isEmpty() ? List.of() : List.of(String.join("", expected)), fixture.contents(PARSE_FAILURE));
        for (final MockFlowFile flowFile : fixture.flowFiles(PARSE_FAILURE)) {
            flowFile.assertAttributeEquals("kinesis.parse.failure", "true");
            flowFile.assertAttributeEquals("mime.type", "application/x-ndjson");
            flowFile.assertAttributeEquals("record.count", Integer.toString(expected.size()));
            for (final String line : expected) {
                final JsonNode envelope = JSON.readTree(line);
                assertEquals(3, envelope.size());
                assertNull(envelope.get("value"));
            }
        }
    }
}
