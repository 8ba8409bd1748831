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
package io.shardflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RivalsTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static void load(final TestRunner runner, final int first, final boolean begin) {
        runner.enqueue(Records.records(1, first, first + 4));
        runner.run(1, false, begin);
    }

    private static List<String> warnings(final TestRunner runner) {
        return runner.getLogger().getWarnMessages().stream()
                .map(LogMessage::getMsg)
                .toList();
    }

    @Test
    void twoApplicationsOnOneTableDoubleNothingAndAreToldOnce() throws Exception {
        final TestRunner one = snowflake.runner("SHARED");
        final TestRunner other = snowflake.runner("SHARED");
        for (int round = 0; round < 8; round++) {
            load(one, 5 * round, round == 0);
            load(other, 5 * round, round == 0);
        }

        assertThat(snowflake.count("SHARED")).isEqualTo(40);
        assertThat(warnings(one)).singleElement().asString().contains("Another writer keeps loading", "SHARED");
        assertThat(one.getCounterValue("Shards Taken by Other Writers")).isEqualTo(7);
    }

    @Test
    void aShardThatMovesToAnotherNodeAndBackIsNothingToTell() throws Exception {
        final TestRunner one = snowflake.runner("MOVED");
        final TestRunner other = snowflake.runner("MOVED");
        load(one, 0, true);
        load(other, 5, true);
        load(one, 10, false);

        assertThat(one.getCounterValue("Shards Taken by Other Writers")).isEqualTo(1);
        assertThat(warnings(one)).isEmpty();
        assertThat(snowflake.count("MOVED")).isEqualTo(15);
    }
}
