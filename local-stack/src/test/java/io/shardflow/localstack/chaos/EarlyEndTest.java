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
package io.shardflow.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlyEndTest {

    @TempDir
    private Path logs;

    @Test
    void aFailureIsToldInALineWithItsCausesAndWrittenDownWithAllThatIsKnown() throws IOException {
        final Exception cause = new IllegalStateException("nifi-2 cannot be sent SIGCONT\nlog file: …");
        final String line =
                EarlyEnd.note(new IllegalStateException("cannot be carried out: freeze of NiFi", cause), logs);
        assertThat(line)
                .startsWith(
                        "the run cannot go on: cannot be carried out: freeze of NiFi: nifi-2 cannot be sent SIGCONT   (")
                .endsWith("failure.txt)");
        assertThat(logs.resolve("failure.txt")).content().contains("log file: …", "EarlyEndTest");
    }

    @Test
    void aSecondFailureDoesNotTakeThePlaceOfTheFirst() throws IOException {
        EarlyEnd.note(new IllegalStateException("kinesis has ended by itself"), logs);
        EarlyEnd.note(new IllegalStateException("the stream cannot be read"), logs);
        assertThat(logs.resolve("failure.txt")).content().contains("ended by itself", "cannot be read");
    }
}
