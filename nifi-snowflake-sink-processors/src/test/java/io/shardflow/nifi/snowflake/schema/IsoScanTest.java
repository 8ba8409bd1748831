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
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IsoScanTest {

    private static final long SECONDS_OF_A_DAY = 86_400L;

    private final IsoScan scan = new IsoScan();

    @Property
    void takesWhatIsoLibrariesWrite(
            @ForAll @IntRange(min = -141_000, max = 2_932_000) final int day,
            @ForAll @IntRange(max = 86_399) final int second,
            @ForAll @IntRange(max = 999_999_999) final int nano,
            @ForAll @IntRange(min = -14 * 60, max = 14 * 60) final int offset) {
        final LocalDate date = LocalDate.ofEpochDay(day);
        final LocalTime time =
                LocalTime.ofSecondOfDay(second % SECONDS_OF_A_DAY).withNano(nano);
        final LocalDateTime local = date.atTime(time);
        final OffsetDateTime instant = local.atOffset(ZoneOffset.ofTotalSeconds(offset * 60));
        assertThat(form(date.toString())).isEqualTo(IsoForm.DATE);
        assertThat(form(time.toString())).isEqualTo(IsoForm.TIME);
        assertThat(form(local.toString())).isEqualTo(IsoForm.LOCAL);
        assertThat(form(instant.toString())).isEqualTo(IsoForm.OFFSET);
        final String digits = String.format("%09d", nano).replaceAll("0+$", "");
        assertThat(scan.fraction()).isEqualTo(digits.length());
    }

    @Test
    void leavesOtherTextsAlone() {
        for (final String text : new String[] {
            "",
            "2026",
            "20261125",
            "2026-13-01",
            "2026-02-29",
            "2025-02-29",
            "2026-04-31",
            "2026-11-00",
            "1582-10-04",
            "2026-1-5",
            "2026-11-25T",
            "2026-11-25T24:00:00",
            "2026-11-25T10:60",
            "2026-11-25T10:15:60",
            "2026-11-25t10:15",
            "2026-11-25T10:15:30.",
            "2026-11-25T10:15:30.1234567890",
            "2026-11-25T10:15:30z",
            "2026-11-25T10:15:30+15:00",
            "2026-11-25T10:15:30+14:30",
            "2026-11-25T10:15:30+01:00[Europe/Berlin]",
            "2026-11-25T10:15:30 Z",
            "10:15x",
            "2026-11-25 ",
            " 2026-11-25",
            "2026-11-25T10",
            "12026-11-25",
            "25-11-2026",
            "1764065730"
        }) {
            assertThat(form(text)).as(text).isEqualTo(IsoForm.OTHER);
        }
        assertThat(form("2024-02-29")).isEqualTo(IsoForm.DATE);
    }

    private IsoForm form(final String text) {
        final byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return scan.scan(ascii, ascii.length);
    }
}
