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
package io.shardflow.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines as JDK 25 writes them. */
class GcLogTest {

    @Test
    void countsPausesAndWhatTheyWereFor() {
        final List<String> lines = List.of(
                "[0.005s][info][gc] Using G1",
                "[12.345s][info][gc] GC(12) Pause Young (Normal) (G1 Evacuation Pause) 512M->123M(1024M) 5.250ms",
                "[12.645s][info][gc] GC(13) Pause Young (Concurrent Start) (G1 Humongous Allocation) (Evacuation Failure: Allocation) 900M->700M(1024M) 20.000ms",
                "[12.745s][info][gc] GC(14) Concurrent Mark Cycle",
                "[12.845s][info][gc] GC(14) Pause Remark 710M->690M(1024M) 1.750ms",
                "[12.945s][info][gc] GC(14) Concurrent Mark Cycle 99.000ms");
        assertThat(GcLog.read(lines)).isEqualTo(new GcLog.Pauses(3, 1, 1, 0.027, 700));
        assertThat(GcLog.read(List.of())).isEqualTo(new GcLog.Pauses(0, 0, 0, 0, 0));
    }
}
