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
package io.shardflow.probe.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.probe.Answer.Verdict;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SnowflakeProbeTest {

    private static Verdict verdict(final Exception thrown) {
        return SnowflakeProbe.failure(thrown).verdict();
    }

    @Test
    void whatTheServerRefusesDiffers() {
        assertThat(verdict(new SQLException("unexpected 'NAME'", "42000", 1003)))
                .isEqualTo(Verdict.DIFFERS);
        assertThat(verdict(new WarehouseException(WarehouseException.Kind.PERMANENT, "two guard rows")))
                .isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void anAnswerThatTheConnectorCannotReadDiffers() {
        assertThat(verdict(new NumberFormatException("For input string: \"many\"")))
                .isEqualTo(Verdict.DIFFERS);
        assertThat(verdict(new IOException("No space left on device"))).isEqualTo(Verdict.NOT_CHECKED);
    }

    @Test
    void aRightThatIsMissingIsToldApart() {
        assertThat(verdict(new SQLException("Insufficient privileges", "42501", 3001)))
                .isEqualTo(Verdict.NOT_ALLOWED);
    }

    @Test
    void whatWasNotAnsweredSaysNothing() {
        assertThat(verdict(new SQLException("the connection is closed", "08003", 200002)))
                .isEqualTo(Verdict.NOT_CHECKED);
        final RecordedSessions sessions = new RecordedSessions(() -> {
            throw new AssertionError("no session is opened any more");
        });
        sessions.end();
        assertThat(verdict(catchException(sessions::connect))).isEqualTo(Verdict.NOT_CHECKED);
    }
}
