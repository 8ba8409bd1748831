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
package io.shardflow.nifi.kinesis.cbor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.cbor.CborWriter.Tagged;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CborReaderTest {

    @Property(tries = 500)
    void whateverIsWrittenIsCopiedByteByByte(
            @ForAll("values") final Object value,
            @ForAll("forms") final CborWriter form,
            @ForAll @IntRange(min = 1, max = 100) final int first,
            @ForAll @IntRange(min = 1, max = 100) final int atATime)
            throws IOException {
        final byte[] written = form.write(value);
        final CborReader reader = new CborReader(new Block(slowly(written, atATime), first, first + 60));
        final ByteArrayOutputStream copy = new ByteArrayOutputStream();
        reader.next();
        reader.copy(copy);
        assertArrayEquals(written, copy.toByteArray());
        assertTrue(reader.isEnd());
    }

    @Property(tries = 500)
    void whatBreaksOffIsNotTakenForWhole(
            @ForAll("values") final Object value, @ForAll("forms") final CborWriter form, @ForAll final Random random) {
        final byte[] written = form.write(value);
        final byte[] cut = Arrays.copyOf(written, random.nextInt(written.length));
        final CborReader reader = new CborReader(new ByteArrayInputStream(cut));
        assertThrows(EOFException.class, () -> {
            reader.next();
            reader.copy(OutputStream.nullOutputStream());
        });
    }

    /** Anything but an answer or an {@link IOException} would be an error of ours. */
    @Property(tries = 2_000)
    void whatIsNoCborIsCopiedOrRefused(@ForAll @Size(max = 60) final byte[] bytes) throws IOException {
        final CborReader reader = new CborReader(new ByteArrayInputStream(bytes));
        final ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try {
            reader.next();
            reader.copy(copy);
        } catch (final EOFException | UnsureException e) {
            return;
        }
        assertArrayEquals(Arrays.copyOf(bytes, copy.size()), copy.toByteArray());
    }

    @Property(tries = 200)
    void stringsAreTheirContentInAnyForm(
            @ForAll @IntRange(max = 100_000) final int length,
            @ForAll("forms") final CborWriter form,
            @ForAll final Random random,
            @ForAll @IntRange(min = 1, max = 40_000) final int atATime)
            throws IOException {
        final byte[] content = new byte[length];
        random.nextBytes(content);
        final String text = new String(content, StandardCharsets.ISO_8859_1);
        final CborReader reader = new CborReader(slowly(form.write(List.of(content, text, content, 7)), atATime));
        reader.next();
        final long size = reader.array();
        assertTrue(reader.hasNext(size, 0));
        assertTrue(reader.isBytes());
        assertArrayEquals(content, reader.bytes());
        assertTrue(reader.hasNext(size, 1));
        assertEquals(text, reader.text());
        assertTrue(reader.hasNext(size, 2));
        assertArrayEquals(content, reader.bytes());
        assertTrue(reader.hasNext(size, 3));
        assertEquals(7, reader.number());
        assertFalse(reader.hasNext(size, 4));
        assertTrue(reader.isEnd());
    }

    @Property
    void wholeNumbersAreReadInAnyForm(@ForAll("forms") final CborWriter form, @ForAll final int number)
            throws IOException {
        final long absolute = Math.abs((long) number);
        assertEquals(absolute, first(form.write(absolute)).number());
        assertEquals(absolute, first(form.write((double) absolute)).number());
    }

    /** The examples are those of RFC 8949, appendix A and F, but for the last ones. */
    @Test
    void whatItCannotTellIsNotGuessed() throws IOException {
        for (final String hex : List.of(
                "fb3ff199999999999a",
                "f93c00",
                "20",
                "1bffffffffffffffff",
                "c074",
                "fb7ff0000000000000",
                "fa47c35000")) {
            assertThrows(UnsureException.class, () -> first(bytes(hex)).number(), hex);
        }
        for (final String hex : List.of("62c328", "63eda080", "7f616101ff", "7f7f6161ffff", "4161")) {
            assertThrows(UnsureException.class, () -> first(bytes(hex)).text(), hex);
        }
        for (final String hex :
                List.of("1c", "1f", "3f", "df", "fc", "ff", "81ff", "bf6161ff", "5f6161ff", "81".repeat(70) + "00")) {
            assertThrows(UnsureException.class, () -> first(bytes(hex)).copy(OutputStream.nullOutputStream()), hex);
        }
        assertThrows(
                UnsureException.class, () -> first(bytes("5b0000000100000000")).bytes());
        assertThrows(UnsureException.class, () -> first(bytes("7f6161ff")).isName(new byte[1]));
    }

    private static byte[] bytes(final String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** At its first item. */
    private static CborReader first(final byte[] bytes) throws IOException {
        final CborReader reader = new CborReader(new ByteArrayInputStream(bytes));
        reader.next();
        return reader;
    }

    @Test
    void aNameIsPassedByIfItIsTheOne() throws IOException {
        final CborReader reader = first(new CborWriter(false, 0, 0).write(Map.of("name", "value")));
        assertTrue(reader.hasNext(reader.map(), 0));
        assertFalse(reader.isName(new byte[] {'n', 'a', 'm'}));
        assertFalse(reader.isName(new byte[] {'n', 'a', 'm', 'x'}));
        assertTrue(reader.isName(new byte[] {'n', 'a', 'm', 'e'}));
        reader.next();
        assertEquals("value", reader.text());
    }

    @Provide
    Arbitrary<CborWriter> forms() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(0, 1, 7, 1_000, 30_000),
                        Arbitraries.of(0, 1, 2, 4, 8))
                .as(CborWriter::new);
    }

    @Provide
    Arbitrary<Object> values() {
        final Arbitrary<Object> plain = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(300).map(Object.class::cast),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(Object.class::cast),
                Arbitraries.longs().map(Object.class::cast),
                Arbitraries.doubles().map(Object.class::cast),
                Arbitraries.of(true, false).map(Object.class::cast),
                Arbitraries.just(null));
        return Arbitraries.recursive(
                () -> plain,
                inner -> Arbitraries.oneOf(
                        plain.map(value -> new Tagged(1, value)),
                        inner.list().ofMaxSize(3).map(Object.class::cast),
                        Arbitraries.maps(Arbitraries.strings().ofMaxLength(10), inner)
                                .ofMaxSize(3)
                                .map(Object.class::cast)),
                0,
                4);
    }

    /** Hands out no more than so many bytes at a time, as a connection does. */
    private static InputStream slowly(final byte[] bytes, final int atATime) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(final byte[] target, final int offset, final int length) {
                return super.read(target, offset, Math.min(length, atATime));
            }
        };
    }
}
