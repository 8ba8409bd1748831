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

/** Characters beyond ASCII in UTF-8: neither longer than need be, nor halves of a pair, nor above the last one of Unicode. */
final class Utf8 {

    private Utf8() {}

    /**
     * @param start of a character of several bytes
     * @param end of what may be read
     * @return the place behind it; -1 if there is none
     */
    static int after(final byte[] bytes, final int start, final int end) {
        final int first = bytes[start] & 0xFF;
        if (first >= 0xC2 && first <= 0xDF) {
            return following(bytes, start, 2, end, 0x80, 0xBF);
        }
        if (first >= 0xE0 && first <= 0xEF) {
            return following(bytes, start, 3, end, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
        }
        if (first >= 0xF0 && first <= 0xF4) {
            return following(bytes, start, 4, end, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
        }
        return -1;
    }

    /** The second byte is between two bounds, those behind it are any that continue a character. */
    private static int following(
            final byte[] bytes, final int start, final int length, final int end, final int least, final int most) {
        if (start + length > end) {
            return -1;
        }
        final int second = bytes[start + 1] & 0xFF;
        if (second < least || second > most) {
            return -1;
        }
        for (int i = start + 2; i < start + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return -1;
            }
        }
        return start + length;
    }
}
