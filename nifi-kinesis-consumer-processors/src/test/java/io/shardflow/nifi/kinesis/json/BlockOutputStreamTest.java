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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BlockOutputStreamTest {

    private final BlockOutputStream out = new BlockOutputStream();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    @Property
    void whateverThePiecesTheirBytesArriveInOrder(
            @ForAll @Size(max = 30) final List<@IntRange(max = 2 * BlockOutputStream.BYTES) Integer> lengths,
            @ForAll final long number)
            throws IOException {
        content.reset();
        out.begin(content);
        final ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (final int length : lengths) {
            final byte[] piece = new byte[length];
            for (int i = 0; i < length; i++) {
                piece[i] = (byte) (i + length);
            }
            out.write(length);
            out.write(piece);
            out.writeAscii("text");
            out.writeDecimal(number, 1);
            expected.write(length);
            expected.write(piece);
            expected.write(("text" + number).getBytes(StandardCharsets.US_ASCII));
        }
        out.close();
        assertArrayEquals(expected.toByteArray(), content.toByteArray());
    }

    @Property
    void aNumberIsAsLongAsItIsToBeAtLeast(
            @ForAll final long number, @ForAll @IntRange(min = 1, max = 20) final int digits) throws IOException {
        content.reset();
        out.begin(content);
        out.writeDecimal(number, digits);
        out.close();
        assertEquals(
                number < 0 ? Long.toString(number) : ("%0" + digits + "d").formatted(number),
                content.toString(StandardCharsets.US_ASCII));
    }

    @Test
    void smallPiecesReachTheContentTogether() throws IOException {
        final int[] writes = {0};
        out.begin(new OutputStream() {
            @Override
            public void write(final int b) {
                writes[0]++;
            }

            @Override
            public void write(final byte[] bytes, final int from, final int length) {
                writes[0]++;
            }
        });
        for (int i = 0; i < BlockOutputStream.BYTES / 4; i++) {
            out.writeAscii("text");
        }
        assertEquals(0, writes[0]);
        out.close();
        assertEquals(1, writes[0]);
    }

    @Test
    void ofAnUnfinishedContentNothingComesIntoTheNext() throws IOException {
        out.begin(OutputStream.nullOutputStream());
        out.writeAscii("unfinished");
        out.begin(content);
        out.writeAscii("next");
        out.close();
        out.close();
        assertEquals("next", content.toString(StandardCharsets.US_ASCII));
    }

    @Test
    void aContentThatCannotTakeItsLastBytesIsClosedAllTheSame() throws IOException {
        final boolean[] closed = {false};
        out.begin(new OutputStream() {
            @Override
            public void write(final int b) throws IOException {
                throw new IOException("the disk is full");
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        });
        out.write('x');
        assertThrows(IOException.class, out::close);
        assertTrue(closed[0]);
        out.close();
    }
}
