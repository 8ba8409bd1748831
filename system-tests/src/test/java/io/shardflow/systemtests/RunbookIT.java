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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The bad days of docs/runbook.md are each made in a NiFi and then followed as the page prints it, by the classes below. A test's
 * name is its day's heading. What it relies on in the words of the page stands in {@code says(…)}.
 */
class RunbookIT {

    private static final List<Class<?>> DAYS =
            List.of(RunbookStandstillIT.class, RunbookSnowflakeIT.class, RunbookNodesIT.class, RunbookUpkeepIT.class);

    @Test
    void everyDayOfTheTableIsDescribedAndHasATest() throws IOException {
        final RunbookPage page = RunbookPage.read();
        assertThat(page.days()).containsExactlyElementsOf(page.rows());
        assertThat(DAYS.stream()
                        .flatMap(days -> Arrays.stream(days.getDeclaredMethods()))
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(method -> method.getName().toLowerCase(Locale.ROOT)))
                .containsExactlyInAnyOrderElementsOf(page.days().stream()
                        .map(day -> day.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""))
                        .toList());
    }
}
