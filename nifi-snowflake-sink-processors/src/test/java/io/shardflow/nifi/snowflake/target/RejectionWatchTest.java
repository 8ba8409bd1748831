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
package io.shardflow.nifi.snowflake.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.name.TableNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;

class RejectionWatchTest {

    private final MockComponentLog log = new MockComponentLog("1", this);
    private Duration now = Duration.ZERO;
    private final RejectionWatch watch = new RejectionWatch(TableNames.own("T"), log, () -> now.toNanos());

    private List<String> told() {
        return log.getWarnMessages().stream().map(LogMessage::getMsg).toList();
    }

    @Test
    void aReasonIsToldAtOnceAndThenOnceInFiveMinutesWithTheNumberSince() {
        watch.rejected(Map.of("not valid JSON", 2L));
        IntStream.range(0, 100).forEach(i -> watch.rejected(Map.of("not valid JSON", 3L)));
        assertThat(told()).singleElement().asString().contains("2 records for table", "T", "not valid JSON");

        now = now.plusMinutes(5);
        watch.rejected(Map.of("not valid JSON", 1L));
        watch.rejected(Map.of("not valid JSON", 1L));
        assertThat(told()).hasSize(2).last().asString().contains("301 records for table");
    }

    @Test
    void anotherReasonIsToldAtOnceToo() {
        watch.rejected(Map.of("not valid JSON", 1L));
        watch.rejected(Map.of("invalid UTF-8", 1L));
        assertThat(told()).hasSize(2).last().asString().contains("invalid UTF-8");
    }

    @Test
    void manyReasonsPushNoOtherBulletinAway() {
        for (int window = 0; window < 20; window++) {
            IntStream.range(0, 50).forEach(i -> watch.rejected(Map.of("reason " + i, 1L)));
            assertThat(told()).hasSize((window + 1) * (RejectionWatch.MOST_TOLD + 1));
            now = now.plusMinutes(5);
        }
        assertThat(told()).last().asString().contains("47 records for table", RejectionWatch.OTHERS);
    }
}
