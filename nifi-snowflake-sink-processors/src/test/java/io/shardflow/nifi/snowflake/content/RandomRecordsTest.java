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
package io.shardflow.nifi.snowflake.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.shardflow.nifi.json.JsonEdit;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.snowflake.schema.SizeLimits;
import io.shardflow.nifi.snowflake.schema.ValueCheck;
import io.shardflow.nifi.snowflake.schema.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RandomRecordsTest {

    private static final String METADATA =
            "\"kinesisMetadata\":{\"stream\":\"s\",\"shardId\":\"x\",\"sequenceNumber\":\"42\",\"subSequenceNumber\":3}";

    @Property(tries = 300)
    void everyJsonObjectWithMetadataIsTaken(@ForAll("bodies") final String body) throws UnloadableRecordException {
        final byte[] line = ("{" + METADATA + "," + body.substring(1)).getBytes(StandardCharsets.UTF_8);
        final ScannedRecord scanned =
                new RecordScanner("kinesisMetadata", SizeLimits.STANDARD.bytes()).scan(line, 0, line.length);
        assertThat(scanned.identity().position()).isEqualTo(new Position("42", 3));
    }

    @Property(tries = 300)
    void noPrefixOfARecordIsTaken(@ForAll("bodies") final String body, @ForAll @IntRange(max = 10_000) final int cut) {
        final byte[] line = ("{" + METADATA + "," + body.substring(1)).getBytes(StandardCharsets.UTF_8);
        final int length = 1 + cut % (line.length - 1);
        assertThatThrownBy(
                        () -> new RecordScanner("kinesisMetadata", SizeLimits.STANDARD.bytes()).scan(line, 0, length))
                .isInstanceOf(UnloadableRecordException.class);
    }

    @Property
    void whatIsReadWithoutTheParserIsWhatTheParserReads(
            @ForAll("bodies") final String body, @ForAll("edits") final List<JsonEdit> edits) {
        final RecordScanner scanner = new RecordScanner("kinesisMetadata", SizeLimits.STANDARD.bytes());
        byte[] line = ("{" + METADATA + "," + body.substring(1)).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i <= edits.size(); i++) {
            assertReadAsByTheParser(scanner, line);
            line = i < edits.size() ? edits.get(i).of(line) : line;
        }
    }

    private static void assertReadAsByTheParser(final RecordScanner scanner, final byte[] line) {
        final List<Object> parsed = outcome(scanner, () -> scanner.parse(line, 0, line.length));
        assertThat(outcome(scanner, () -> scanner.scan(line, 0, line.length)))
                .as(() -> new String(line, StandardCharsets.ISO_8859_1))
                .isEqualTo(parsed);
        final ValueCheck values = new ValueCheck(SizeLimits.STANDARD);
        for (int i = 0; scanner.isUnaltered() && i < parsed.size() - 2; i++) {
            assertThat(values.checkPassage(
                            "f",
                            line,
                            scanner.spans().offset(i),
                            scanner.spans().length(i)))
                    .as(() -> new String(line, StandardCharsets.ISO_8859_1))
                    .isEqualTo(Verdict.FITS);
        }
    }

    private interface Scan {
        ScannedRecord run() throws UnloadableRecordException;
    }

    /** The values with their places, fields and identity; or the reason why not. */
    private static List<Object> outcome(final RecordScanner scanner, final Scan scan) {
        final List<Object> outcome = new ArrayList<>();
        try {
            final ScannedRecord record = scan.run();
            for (int i = 0; i < record.fields().size(); i++) {
                outcome.add(scanner.spans().offset(i) + "+" + scanner.spans().length(i));
            }
            outcome.add(record.fields());
            outcome.add(record.identity());
        } catch (final UnloadableRecordException e) {
            outcome.add(e.getMessage());
        }
        return outcome;
    }

    @Provide
    Arbitrary<List<JsonEdit>> edits() {
        return JsonEdit.some("\"kinesisMetadata\":{}");
    }

    @Property(tries = 300)
    void objectsAreFoundWhateverIsInThemAndBetweenThem(@ForAll("objects") final List<String> objects)
            throws IOException, UnloadableContentException {
        final JsonLines lines = new JsonLines(
                new ByteArrayInputStream(String.join("", objects).getBytes(StandardCharsets.UTF_8)),
                SizeLimits.STANDARD.bytes());
        for (final String object : objects) {
            assertThat(lines.advance()).isTrue();
            assertThat(new String(lines.bytes(), lines.offset(), lines.length(), StandardCharsets.UTF_8))
                    .isEqualTo(object.strip());
        }
        assertThat(lines.advance()).isFalse();
    }

    /** With what may stand between two objects behind each. */
    @Provide
    Arbitrary<List<String>> objects() {
        final Arbitrary<String> text = Arbitraries.strings()
                .withChars('{', '}', '"', '\\', 'a', '\n')
                .ofMaxLength(40_000)
                .map(value -> new String(JsonStringEncoder.getInstance().quoteAsString(value)));
        return Combinators.combine(text, text, Arbitraries.of("", " ", "\t ", "\n", "\r\n", "\n\n"))
                .as((name, value, between) -> "{\"" + name + "\":{\"a\":\"" + value + "\"}}" + between)
                .list()
                .ofMaxSize(6);
    }

    @Property(tries = 50)
    void linesAreFoundWhateverTheirLength(@ForAll("lengths") final List<Integer> lengths)
            throws IOException, UnloadableContentException {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (final int length : lengths) {
            content.write("x".repeat(length).getBytes(StandardCharsets.UTF_8));
            content.write('\n');
        }
        final JsonLines lines =
                new JsonLines(new ByteArrayInputStream(content.toByteArray()), SizeLimits.STANDARD.bytes());
        for (final int length : lengths) {
            assertThat(lines.advance()).isTrue();
            assertThat(lines.length()).isEqualTo(length);
            assertThat(new String(lines.bytes(), lines.offset(), length, StandardCharsets.UTF_8))
                    .isEqualTo("x".repeat(length));
        }
        assertThat(lines.advance()).isFalse();
    }

    @Provide
    Arbitrary<List<Integer>> lengths() {
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(10, Arbitraries.integers().between(1, 200)),
                        net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(60_000, 70_000)),
                        net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(1_000_000, 1_100_000)))
                .list()
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<String> bodies() {
        final Arbitrary<Object> scalars = Arbitraries.oneOf(
                Arbitraries.strings()
                        .all()
                        .excludeChars('\uD800', '\uDFFF')
                        .ofMaxLength(40)
                        .map(RandomRecordsTest::paired),
                Arbitraries.bigIntegers().between(BigInteger.TEN.pow(60).negate(), BigInteger.TEN.pow(60)),
                Arbitraries.bigDecimals().ofScale(30),
                Arbitraries.doubles(),
                Arbitraries.of(true, false),
                Arbitraries.just("x".repeat(100_000)));
        final Arbitrary<Object> values = Arbitraries.lazyOf(
                () -> scalars.injectNull(0.1),
                () -> scalars.injectNull(0.1),
                () -> nested().list().ofMaxSize(3).map(list -> (Object) list),
                () -> Arbitraries.maps(keys(), nested()).ofMaxSize(3).map(map -> (Object) map));
        return Arbitraries.maps(keys().filter(key -> !key.equalsIgnoreCase("kinesisMetadata")), values)
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(RandomRecordsTest::json);
    }

    private Arbitrary<Object> nested() {
        return Arbitraries.oneOf(
                Arbitraries.integers().map(number -> (Object) number),
                Arbitraries.strings().alpha().ofMaxLength(5).map(text -> (Object) text));
    }

    private static Arbitrary<String> keys() {
        return Arbitraries.strings()
                .numeric()
                .withChars("_ .äß€\"\\")
                .ofMinLength(1)
                .ofMaxLength(10);
    }

    /** Without lone surrogates, which no UTF-8 has. */
    private static Object paired(final String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static String json(final Map<String, Object> object) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            write(out, object);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(final JsonGenerator out, final Object value) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case String text -> out.writeString(text);
            case BigInteger number -> out.writeNumber(number);
            case BigDecimal number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number.isInfinite() || number.isNaN() ? 0 : number);
            case Integer number -> out.writeNumber(number);
            case Boolean bool -> out.writeBoolean(bool);
            case List<?> list -> {
                out.writeStartArray();
                for (final Object element : list) {
                    write(out, element);
                }
                out.writeEndArray();
            }
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (final Map.Entry<?, ?> entry : map.entrySet()) {
                    out.writeFieldName((String) entry.getKey());
                    write(out, entry.getValue());
                }
                out.writeEndObject();
            }
            default -> throw new IllegalArgumentException(value.getClass().toString());
        }
    }
}
