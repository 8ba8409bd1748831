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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static Finding finding(final boolean needed, final Answer answer, final String... sent) {
        final Check<String> check = new Check<>("an-id", "It | holds.", needed, "yes", place -> answer);
        return new Finding(check, answer, List.of(sent), Duration.ofMillis(5));
    }

    private static Report report(final Finding... findings) {
        return new Report(
                "Probe",
                Map.of(),
                List.of(findings),
                List.of("DROP TABLE \"ANNA\".\"X\""),
                Map.of("AB12345", "<account>", "ANNA", "<user>"));
    }

    @Test
    void onlyWhatIsNeededAndDiffersIsBad() {
        final Finding harmless = finding(false, Answer.of(false, "no"));
        final Finding open = finding(true, Answer.notChecked("why"));
        assertThat(report(harmless, open).isGood()).isTrue();
        assertThat(report(harmless, open).summary())
                .isEqualTo("holds=0 differs=1 (0 of them needed) not_allowed=0 not_checked=1 (1 of them needed)");
        assertThat(report(finding(true, Answer.of(false, "no"))).isGood()).isFalse();
    }

    @Test
    void aRightThatIsMissingIsBadWhereTheConnectorNeedsItToo() {
        final Answer refused = Answer.notAllowed("003001");
        assertThat(report(finding(true, refused)).isGood()).isFalse();
        assertThat(report(finding(false, refused)).isGood()).isTrue();
    }

    @Test
    void whereNoQuestionWasAnsweredNothingWasProbed() {
        final Finding open = finding(true, Answer.notChecked("why"));
        assertThat(report(open, open).isEmpty()).isTrue();
        assertThat(report(open, finding(false, Answer.of(true, "yes"))).isEmpty())
                .isFalse();
        assertThat(report(open, finding(false, Answer.notAllowed("003001"))).isEmpty())
                .isFalse();
    }

    @Test
    void accountUserAndLocalFoldersAreNotInThePage() {
        final String page = report(finding(
                        true,
                        Answer.of(true, "user Anna of ab12345"),
                        "PUT 'file:///home/anna/tmp/SF_1.json.zst' '@\"DB\".\"S\".\"X\"'"))
                .markdown();
        assertThat(page)
                .doesNotContainIgnoringCase("ab12345")
                .doesNotContainIgnoringCase("anna")
                .contains(
                        "PUT 'file://…/SF_1.json.zst'",
                        "It \\| holds.",
                        "user <user> of <account>",
                        "DROP TABLE \"<user>\".\"X\"");
    }

    @Test
    void whatIsHiddenIsHiddenWhateverItEndsWith() {
        final String page = report(finding(
                        false, Answer.notChecked("no answer of myorg-acc1.snowflakecomputing.com for svc.load$")))
                .hiding("myorg-acc1", "<account>")
                .hiding("SVC.LOAD$", "<user>")
                .markdown();
        assertThat(page).contains("no answer of <account>.snowflakecomputing.com for <user>");
    }
}
