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
package io.shardflow.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.snowflake.transaction.Quirk;
import io.shardflow.probe.aws.AwsProbe;
import io.shardflow.probe.snowflake.SnowflakeProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/assumptions.md has a row for each check of the probe, in its words, and no others. */
class AssumptionsPageTest {

    private static final Path PAGE = Path.of("../docs/assumptions.md");

    /** id, assumption, needed, source, what goes wrong, switch. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (.+) \\| (yes|no) \\| (.+) \\| (.+) \\| (.+) \\|$");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static Map<String, List<String>> rows() throws IOException {
        return ROW.matcher(Files.readString(PAGE))
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1),
                        row -> List.of(row.group(2), row.group(3), row.group(4), row.group(5), row.group(6)),
                        (one, other) -> {
                            throw new AssertionError("two rows with the id of " + one);
                        },
                        TreeMap::new));
    }

    static Stream<Check<?>> checks() {
        return Stream.concat(SnowflakeProbe.checks().stream(), AwsProbe.checks().stream());
    }

    @Test
    void everyAssumptionIsCheckedAndEveryCheckIsOfAnAssumption() throws IOException {
        assertThat(rows().keySet()).isEqualTo(checks().map(Check::id).collect(Collectors.toCollection(TreeSet::new)));
        assertThat(checks().map(Check::id)).doesNotHaveDuplicates();
    }

    @Test
    void thePageSaysWhatTheProbeSays() throws IOException {
        final Map<String, List<String>> rows = rows();
        assertThat(checks()).allSatisfy(check -> assertThat(rows.get(check.id()).subList(0, 2))
                .containsExactly(check.assumption(), check.needed() ? "yes" : "no"));
    }

    /** Where nobody says what holds, the stand-in can answer otherwise; what is left over is told below the tables. */
    @Test
    void everySwitchOfTheStandInIsNamed() throws IOException {
        final Set<String> named = new TreeSet<>();
        rows().values().forEach(row -> CODE.matcher(row.get(4)).results().forEach(code -> named.add(code.group(1))));
        final Set<String> known =
                Arrays.stream(Quirk.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
        known.addAll(List.of("waitedUpdateKeepsSnapshot", "staleForMillis", "otherCodes"));
        // What cannot be asked has no row.
        known.remove(Quirk.REPEATED_REQUESTS_RUN.name());
        assertThat(named).isEqualTo(known);
    }
}
