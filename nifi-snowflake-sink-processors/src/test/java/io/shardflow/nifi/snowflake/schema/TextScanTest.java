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
package io.shardflow.nifi.snowflake.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TextScanTest {

    private final TextScan scan = new TextScan();

    @Property
    void measuresTheTextAndNotItsEscapes(@ForAll final String any, @ForAll final boolean escaped) {
        final String text = JsonValues.paired(any);
        final byte[] json = JsonValues.bytes("[" + (escaped ? escaped(text) : JsonValues.quoted(text)) + ",1]");
        assertThat(scan.scan(json, 1)).isEqualTo(json.length - 3);
        assertThat(scan.characters()).isEqualTo(text.codePointCount(0, text.length()));
        assertThat(scan.utf8Length()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        assertThat(scan.hasLoneSurrogate()).isFalse();
        assertThat(scan.isShortAscii())
                .isEqualTo(text.chars().allMatch(c -> c < 0x80) && text.length() <= TextScan.SHORT);
        if (scan.isShortAscii()) {
            assertThat(new String(scan.ascii(), 0, scan.characters(), StandardCharsets.US_ASCII))
                    .isEqualTo(text);
        }
    }

    @Test
    void findsHalvesOfSurrogatePairs() {
        for (final String lone :
                new String[] {"\\ud83d", "\\ude00", "\\ud83dx", "\\ud83d\\n", "\\ude00\\ud83d", "\\ud83d\\ud83d\\ude00"
                }) {
            scan.scan(JsonValues.bytes('"' + lone + '"'), 0);
            assertThat(scan.hasLoneSurrogate()).as(lone).isTrue();
        }
        scan.scan(JsonValues.bytes("\"\\ud83d\\ude00\\u00e4\""), 0);
        assertThat(scan.hasLoneSurrogate()).isFalse();
        assertThat(scan.characters()).isEqualTo(2);
    }

    private static String escaped(final String text) {
        final StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> json.append("\\u%04x".formatted(c)));
        return json.append('"').toString();
    }
}
