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
package io.shardflow.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class WholeStackIT {

    @Test
    void allPartsComeUpSideBySideAndTheStandInSurvivesKill9() {
        try (LocalStack stack =
                LocalStack.builder().progress(System.out::println).start()) {
            stack.service(Part.SNOWFLAKE).restart();
            for (final Part part : Part.values()) {
                assertThat(stack.service(part).isAlive()).as(part.label()).isTrue();
            }
        }
    }
}
