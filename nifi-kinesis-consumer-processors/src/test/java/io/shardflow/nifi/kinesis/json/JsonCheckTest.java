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
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.json.JsonEdit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The scanner and the parser, which decides where the scanner is not sure. */
class JsonCheckTest {

    private static final String FIELD = "kinesisMetadata";

    private final JsonObjectCheck objects = new JsonObjectCheck(FIELD);
    private final JsonValueCheck values = new JsonValueCheck();

    @Property(tries = 1000)
    void whatIsCheckedWithoutTheParserIsWhatTheParserSays(
            @ForAll("payloads") final String json, @ForAll("edits") final List<JsonEdit> edits) {
        byte[] payload = utf8(json);
        assertAsParsed(payload);
        for (final JsonEdit edit : edits) {
            payload = edit.of(payload);
            assertAsParsed(payload);
        }
    }

    @Property(tries = 300)
    void noParserIsNeededForOrdinaryRecords(@ForAll("objects") final String json) {
        assertNotNull(values.scan(utf8(json)), json);
        assertNotNull(objects.scan(utf8(json)), json);
    }

    @Test
    void noParserIsNeededForNamesThatAreData() {
        final String ids = IntStream.range(0, 200)
                .mapToObj(i -> "\"0e8dd1a4-6a4f-4b7c-9d3e-%012d\":%d".formatted(i, i))
                .collect(Collectors.joining(",", "{", "}"));
        assertNotNull(objects.scan(utf8(ids)));
    }

    @Test
    void ofNamesThatMayBeTheMetadataFieldsOnlyTheParserIsSure() {
        for (final String name : List.of(FIELD, "KINESISMETADATA", "\u212AinesisMetadata", "\\u006binesisMetadata")) {
            final byte[] payload = utf8("{\"a\":{},\"" + name + "\":1}");
            assertNull(objects.scan(payload), name);
            assertEquals(new PayloadCheck.Refused(JsonCheck.METADATA_FIELD_TAKEN), objects.check(payload), name);
        }
        for (final String name :
                List.of("", "kinesisMetadat", "kinesisMetadata2", "kinesisMetadatá", "\u212A", "metadata")) {
            assertNotNull(objects.scan(utf8("{\"" + name + "\":{\"" + FIELD + "\":1}}")), name);
        }
    }

    @Property(tries = 300)
    void aFieldNameIsFoundAsTheTextWouldBe(@ForAll("names") final String name, @ForAll("names") final String other) {
        final byte[] utf8 = utf8(other);
        final String text = new String(utf8, StandardCharsets.UTF_8);
        assertEquals(text.equalsIgnoreCase(name), new FieldName(name).is(utf8, 0, utf8.length));
        assertTrue(new FieldName(text).is(utf8, 0, utf8.length));
    }

    private void assertAsParsed(final byte[] payload) {
        for (final JsonCheck check : List.of(objects, values)) {
            assertEquals(
                    check.parse(payload), check.check(payload), () -> new String(payload, StandardCharsets.ISO_8859_1));
        }
    }

    @Provide
    Arbitrary<List<JsonEdit>> edits() {
        return JsonEdit.some(FIELD, "\"" + FIELD + "\":1,", "\"KinesisMETADATA\"");
    }

    @Provide
    Arbitrary<String> payloads() {
        return Combinators.combine(blanks(), Arbitraries.oneOf(objects(), value()), blanks())
                .as((before, value, after) -> before + value + after);
    }

    @Provide
    Arbitrary<String> objects() {
        return Combinators.combine(blanks(), names(), blanks(), value())
                .as((before, name, between, value) ->
                        before + "\"" + name + "\"" + between + ":" + before + value + between)
                .list()
                .ofMaxSize(3)
                .map(members -> "{" + String.join(",", members) + "}");
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "", "a", "a", "id", "näme", "kinesis", "KINESIS", "\u212AINESIS", "ſ", "S", "ß", "€", "𝄞"),
                Arbitraries.strings().alpha().numeric().ofMaxLength(12));
    }

    private Arbitrary<String> value() {
        // mostly leaves, so that a text stays small
        return Arbitraries.lazyOf(this::scalar, this::scalar, this::scalar, this::scalar, this::array, this::objects);
    }

    private Arbitrary<String> array() {
        return Combinators.combine(blanks(), value(), blanks())
                .as((before, value, after) -> before + value + after)
                .list()
                .ofMaxSize(3)
                .map(elements -> "[" + String.join(",", elements) + "]");
    }

    private Arbitrary<String> scalar() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "true",
                        "false",
                        "null",
                        "\"\"",
                        "0",
                        "-0",
                        "1.5E-7",
                        "[ ]",
                        "{ }",
                        "\"\\\"\\\\\\/\\ud834\"",
                        "12345678901234567890"),
                Arbitraries.bigDecimals().map(Object::toString),
                Arbitraries.strings()
                        .withCharRange(' ', '\u05ff')
                        .excludeChars('"', '\\')
                        .ofMaxLength(40)
                        .map(text -> "\"" + text + "\""));
    }

    private static Arbitrary<String> blanks() {
        return Arbitraries.of("", "", "", " ", "\t", "\r\n", " \n ");
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
