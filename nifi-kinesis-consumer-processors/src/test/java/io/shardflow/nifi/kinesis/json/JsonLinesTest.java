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
package io.shardflow.nifi.kinesis.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.records.UserRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA =
            "\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"shardId-000000000001\","
                    + "\"approximateArrival\":1700000000123,\"partitionKey\":\"k\\\"1\",\"sequenceNumber\":\"4959\","
                    + "\"subSequenceNumber\":2,\"shardedSequenceNumber\":\"495900000000000000000002\"}";

    private final JsonObjectCheck check = new JsonObjectCheck("kinesisMetadata");
    private final JsonLines lines =
            new JsonLines(new MetadataJson("kinesisMetadata", "orders", "shardId-000000000001"));

    @Test
    void theMetadataComesFirstAndEverythingElseKeepsItsBytes() throws IOException {
        final String rest = "\"z\":1.00,\"a\":9007199254740993,\"z2\" : [ 1e5 , {\"b\":null} ],\"u\":\"\\u00e9é€𝄞\"}";
        assertEquals("{" + METADATA + "," + rest, spliced("{" + rest));
    }

    @Property
    void whateverTheRecordTheMetadataSaysIt(
            @ForAll final String key,
            @ForAll final long arrival,
            @ForAll @LongRange(min = 0) final long sub,
            @ForAll @BigRange(min = "0") final BigInteger number)
            throws IOException {
        final UserRecord record = new UserRecord(new Position(number.toString(), sub), key, arrival, new byte[0]);
        final JsonNode metadata =
                JSON.readTree(written(out -> lines.refused(record, "", out))).get("kinesisMetadata");
        assertEquals(arrival, metadata.get("approximateArrival").longValue());
        assertEquals(clean(key), metadata.get("partitionKey").textValue());
        assertEquals(number.toString(), metadata.get("sequenceNumber").textValue());
        assertEquals(sub, metadata.get("subSequenceNumber").longValue());
        assertEquals(
                "%d%020d".formatted(number, sub),
                metadata.get("shardedSequenceNumber").textValue());
    }

    /** The service allows 256 characters, an aggregated record as many as its producer wrote. */
    @Test
    void aPartitionKeyMayBeLongerThanABlock() throws IOException {
        final String key = "k".repeat(BlockOutputStream.BYTES + 1);
        final UserRecord record = new UserRecord(new Position("4959", 2), key, 1, new byte[0]);
        final JsonNode envelope = JSON.readTree(written(out -> lines.refused(record, "", out)));
        assertEquals(key, envelope.at("/kinesisMetadata/partitionKey").textValue());
    }

    @Test
    void anEmptyObjectGetsOnlyTheMetadata() throws IOException {
        assertEquals("{" + METADATA + "}", spliced("{}"));
        assertEquals("{" + METADATA + " }", spliced(" { } "));
    }

    @Test
    void lineBreaksBetweenTokensAndSpaceAroundTheObjectAreLeftOut() throws IOException {
        assertEquals(
                "{" + METADATA + ",  \"a\": \"\\n\",  \"b\": [1,2]}",
                spliced("\r\n{\r\n  \"a\": \"\\n\",\n  \"b\": [1,\n2]\n}\n\n"));
    }

    @Test
    void aByteOrderMarkIsLeftOut() throws IOException {
        assertEquals("{" + METADATA + ",\"a\":1}", spliced("\uFEFF{\"a\":1}"));
    }

    @Test
    void aWrapperLeavesOutWhatIsAroundTheValue() throws IOException {
        final byte[] payload = "\uFEFF \t[1 ,\n2]\r\n ".getBytes(StandardCharsets.UTF_8);
        assertEquals("{" + METADATA + ",\"value\":[1 ,2]}", wrapped(payload));
    }

    @Test
    void theEnvelopeHoldsTheOriginalBytes() throws IOException {
        final byte[] payload = {(byte) 0xff, 0, 'x'};
        final String line = written(out -> lines.refused(record(payload), "a \"reason\"", out));
        final JsonNode envelope = JSON.readTree(line);
        assertEquals(
                Base64.getEncoder().encodeToString(payload), envelope.get("raw").asText());
        assertEquals("a \"reason\"", envelope.get("reason").asText());
        assertEquals("4959", envelope.at("/kinesisMetadata/sequenceNumber").asText());
        assertEquals(-1, line.indexOf('\n'));
    }

    @Property
    void whateverTheNamesAndTextsTheResultIsOneLineWithTheSameMembers(
            @ForAll final Map<String, String> members, @ForAll final boolean pretty) throws IOException {
        final ObjectNode object = JSON.createObjectNode();
        members.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("kinesisMetadata")) {
                object.put(clean(name), clean(value));
            }
        });
        final String json = pretty ? object.toPrettyString() : object.toString();
        final String line = spliced(json);
        assertEquals(-1, line.indexOf('\n'));
        final ObjectNode result = (ObjectNode) JSON.readTree(line);
        assertEquals("kinesisMetadata", result.fieldNames().next());
        result.remove("kinesisMetadata");
        assertEquals(object, result);
    }

    @Property
    void whateverTheValueAWrapperHoldsItsBytesOnOneLine(
            @ForAll final List<String> texts, @ForAll final BigDecimal number, @ForAll final boolean pretty)
            throws IOException {
        final ArrayNode value = JSON.createArrayNode().add(number).addNull();
        texts.forEach(text -> value.add(clean(text)).addObject().put(clean(text), text.isEmpty()));
        for (final JsonNode each : List.of(value, value.get(0), value.get(value.size() - 1))) {
            final byte[] payload = (pretty ? each.toPrettyString() : each.toString()).getBytes(StandardCharsets.UTF_8);
            final String line = wrapped(payload);
            assertEquals(
                    "{" + METADATA + ",\"value\":"
                            + new String(payload, StandardCharsets.UTF_8).replaceAll("[\r\n]", "") + "}",
                    line);
            assertEquals(JSON.readTree(payload), JSON.readTree(line).get("value"));
        }
    }

    /** Text as UTF-8 can carry it: lone surrogates cannot be in a payload. */
    private static String clean(final String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private String spliced(final String json) throws IOException {
        final byte[] payload = json.getBytes(StandardCharsets.UTF_8);
        return written(out -> lines.injected(
                record(payload), assertInstanceOf(JsonObjectCheck.Accepted.class, check.check(payload)), out));
    }

    private String wrapped(final byte[] payload) throws IOException {
        return written(out -> lines.wrapped(
                record(payload),
                assertInstanceOf(PayloadCheck.Accepted.class, new JsonValueCheck().check(payload)),
                out));
    }

    private static String written(final Line line) throws IOException {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (BlockOutputStream out = new BlockOutputStream()) {
            out.begin(content);
            line.write(out);
        }
        return content.toString(StandardCharsets.UTF_8);
    }

    @FunctionalInterface
    private interface Line {
        void write(BlockOutputStream out) throws IOException;
    }

    private static UserRecord record(final byte[] payload) {
        return new UserRecord(new Position("4959", 2), "k\"1", 1700000000123L, payload);
    }
}
