package page

import (
	"strings"
	"testing"
)

func TestMinifiedScriptKeepsNamesOfOthersAndNotices(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, script, want string }{
		{"comments go", "// Says hello.\n\"use strict\";\nfunction hello() {\n\t// in a box\n\talert(greeting);\n}\n", `"use strict";function hello(){alert(greeting)}` + "\n"},
		{"a notice stays", "// Copyright 2018 Others.\n// All rights reserved.\n\nrun();\n", "// Copyright 2018 Others.\n// All rights reserved.\nrun();\n"},
		{"nothing but a notice", "// Copyright", "// Copyright"},
		{"empty", "", ""},
	} {
		got, err := minifyScript([]byte(test.script))
		if err != nil || string(got) != test.want {
			t.Errorf("%s: %q, %v, want %q", test.name, got, err, test.want)
		}
	}
}

func TestMinifiedStyleKeepsItsValues(t *testing.T) {
	t.Parallel()
	got, err := minifyStyle([]byte("/* Cards. */\n.card {\n\tflex: 1 1 0px;\n\tbackground: none;\n}\n"))
	if want := ".card{flex:1 1 0px;background:none}\n"; err != nil || string(got) != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

func TestMinifyingSaysWhereTheMistakeIs(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"script": second(minifyScript([]byte("let a = 1;\nlet a = 2;\n"))),
		"style":  second(minifyStyle([]byte("a { color: red }\nb { color: red }}\n"))),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), "line 2: ") {
			t.Errorf("%s: %v, want the line of the mistake", name, err)
		}
	}
}

func second(_ []byte, err error) error { return err }
