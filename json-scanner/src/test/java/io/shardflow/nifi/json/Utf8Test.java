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
package io.shardflow.nifi.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8Test {

    /** Bytes at the edges of what may follow what. */
    private static final int[] EDGES = {
        0x00, 0x22, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xF4, 0xFF
    };

    private static final CharsetDecoder DECODER = StandardCharsets.UTF_8.newDecoder();
    private static final CharBuffer TEXT = CharBuffer.allocate(8);

    @Test
    void aCharacterEndsWhereTheDecoderSays() {
        for (int first = 0x80; first < 0x100; first++) {
            for (int second = 0; second < 0x100; second++) {
                for (final int third : EDGES) {
                    for (final int fourth : EDGES) {
                        assertLikeTheDecoder(new byte[] {(byte) first, (byte) second, (byte) third, (byte) fourth});
                    }
                }
            }
        }
    }

    private static void assertLikeTheDecoder(final byte[] bytes) {
        int expected = -1;
        for (int length = 2; length <= 4 && expected < 0; length++) {
            expected = isOneCharacter(bytes, length) ? length : -1;
        }
        if (Utf8.after(bytes, 0, 4) != expected) {
            assertThat(Utf8.after(bytes, 0, 4))
                    .as("%02x %02x %02x %02x", bytes[0], bytes[1], bytes[2], bytes[3])
                    .isEqualTo(expected);
        }
        if (expected > 0 && Utf8.after(bytes, 0, expected - 1) != -1) {
            assertThat(Utf8.after(bytes, 0, expected - 1)).as("cut off").isEqualTo(-1);
        }
    }

    private static boolean isOneCharacter(final byte[] bytes, final int length) {
        TEXT.clear();
        final CoderResult result = DECODER.reset().decode(ByteBuffer.wrap(bytes, 0, length), TEXT, true);
        return result.isUnderflow() && Character.codePointCount(TEXT.flip(), 0, TEXT.length()) == 1;
    }
}
