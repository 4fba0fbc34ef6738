/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* login_page.c - in, out, and a new password. Owns the cookie; passwords are judged in people/. */
#include "clauses/house/house.h"

/* A password box never shows again what was typed. */
static void secret_box(struct html h, Str name, Str label, Str hint, Str complete, const struct refusal *refused)
{
	page_box_open(h, name, label, hint, page_fault(refused, name));
	html(h, "<input class=\"form-control\" type=\"password\" id=\"i-", name, "\" name=\"", name,
	     "\" autocomplete=\"", complete, "\" required>");
	page_box_close(h);
}

/* As typed: blanks belong to a password. */
static Str secret_of(const struct input *input, const char *name)
{
	const struct input_field *field = input_find(input, STR_NONE, name);

	return field ? field->value : STR_NONE;
}

bool login_page(struct act *act, struct call *call)
{
	struct page page = { .title = STR("登录"), .plain = true };
	Str to = input_text(call->input, "to"), login = input_text(call->input, "login");
	struct html h;

	if (call->session && !call->refused) {
		call->to = STR("/");
		return true;
	}
	h = page_open(act, call, &page);
	page_body(h);
	html(h, "<div class=\"jb-login\">");
	page_errors(h, call->refused, "没有登录");
	page_form_open(h, call, URL("/login"));
	html(h, "<input type=\"hidden\" name=\"to\" value=\"", url_local(act->arena, to), "\">");
	page_box_open(h, STR("login"), STR("登录名"), STR_NONE, STR_NONE);
	html(h, "<input class=\"form-control\" id=\"i-login\" name=\"login\" value=\"", login,
	     "\" autocomplete=\"username\" autocapitalize=\"none\" required autofocus>");
	page_box_close(h);
	secret_box(h, STR("password"), STR("口令"), STR_NONE, STR("current-password"), NULL);
	page_submit(h, NULL, STR("登录"), NULL, NULL, true);
	page_form_close(h);
	if (act->house->is_demo)
		html(h, "<p class=\"jb-hint\">演示：legal、leader、supervisor、contact1、head1、officer1、sysadmin、secadmin、"
		     "auditor，口令都是 juebu-demo-2026。</p>");
	html(h, "</div>");
	return page_close(act, call);
}

/* On a worker: comparing a password is slow on purpose. */
bool login_do(struct act *act, struct call *call)
{
	struct act_seed seed = { .house = act->house, .via = act->via, .now = act->now, .arena = act->arena };
	const struct request *request = &call->exchange->request;
	struct knock knock = { input_text(call->input, "login"), secret_of(call->input, "password"), request->peer,
	                       request_header(request, "User-Agent") };
	struct session session;

	if (!login_check(&seed, &knock, &session, &act->refusal))
		return false;
	call->exchange->reply.cookie = str_format(act->arena, "juebu=%.*s; HttpOnly; SameSite=Lax; Path=/",
	                                          STR_ARG(session.token));
	call->to = url_local(act->arena, input_text(call->input, "to")).text;
	return true;
}

bool logout_do(struct act *act, struct call *call)
{
	if (!session_end(act, call->session->token))
		return false;
	call->exchange->reply.cookie = STR("juebu=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
	call->to = STR("/login");
	return true;
}

bool password_page(struct act *act, struct call *call)
{
	struct page page = { .title = STR("修改口令"), .sub = act->who->name, .plain = act->who->must_change };
	struct html h = page_open(act, call, &page);

	page_body(h);
	html(h, "<div class=\"jb-login\">");
	page_errors(h, call->refused, "口令没有改");
	if (act->who->password_is_old)
		html(h, "<p role=\"status\">这个口令已经用满期限，请先换一个新的，再继续。</p>");
	else if (act->who->must_change)
		html(h, "<p role=\"status\">这是初始口令，请先改成自己的，再继续。</p>");
	page_form_open(h, call, URL("/password"));
	secret_box(h, STR("old_password"), STR("原口令"), STR_NONE, STR("current-password"), call->refused);
	secret_box(h, STR("new_password"), STR("新口令"), STR("至少 10 个字符，大写字母、小写字母、数字、符号中要有三种；不含登录名和姓名，不用最近 5 次用过的"), STR("new-password"),
	           call->refused);
	secret_box(h, STR("again"), STR("再输一遍新口令"), STR_NONE, STR("new-password"), call->refused);
	page_submit(h, NULL, STR("修改"), NULL, NULL, true);
	page_form_close(h);
	html(h, "</div>");
	return page_close(act, call);
}

/* On a worker, as the login. */
bool password_do(struct act *act, struct call *call)
{
	Str new_password = secret_of(call->input, "new_password");

	if (!str_equal(new_password, secret_of(call->input, "again")))
		fault_at(act, STR("again"), "people.password", "两遍新口令不一样，请重新输入");
	call->to = STR("/");
	return act_sound(act) && password_change(act, secret_of(call->input, "old_password"), new_password);
}
